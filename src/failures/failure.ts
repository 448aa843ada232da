import type { Findings } from "../util/findings.js";
import type { Region } from "../util/region.js";
import type { HttpResponse, Decision } from "../util/outcome.js";
import type { FailOptions } from "./fields.js";

/** One way for a region to fail. */
export interface FailMode {
  /** The `failMode` of the control that asks for it; also the name of its file. */
  readonly name: string;
  /** What goes over the wire, in a sentence. */
  readonly effect: string;
  /** The options that it looks at. */
  readonly options: readonly (keyof FailOptions)[];
  readonly fail: (options: FailOptions, context: FailContext) => Failure;
}

/** What a failure may look at beside its options. */
export interface FailContext {
  readonly region: Region;
  readonly regions: readonly Region[];
  /** Path and query of the request, as they came. */
  readonly target: string;
  /** Content type of a true answer. */
  readonly contentType: string;
  readonly findings: Findings;
}

/** What a failure does: another reply in place of the true answer, or something to that answer. */
export type Failure = Pick<Decision, "outcome" | "alter" | "waitMs">;

/** How long a connection is held by default, in milliseconds. */
export const defaultStallMs = 30_000;

/**
 * How long a client has to read what it got before a reset, in milliseconds: one right behind the
 * bytes often reads as a FIN, or takes them away again.
 */
export const readingMs = 50;

/** The headers that any failure with a status can have. */
export function retryHeaders({ retryAfter }: FailOptions): HttpResponse["headers"] {
  return retryAfter === undefined ? [] : [["Retry-After", String(retryAfter)]];
}
