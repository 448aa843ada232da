import type { Findings } from "../util/findings.js";
import type { Region } from "../util/region.js";
import type { HttpResponse, Decision } from "../util/outcome.js";
import type { FailOptions } from "./fields.js";

/** One way for a region to fail. */
export interface FailMode {
  /** Its name in `failMode`, and the name of its file. */
  readonly name: string;
  /** What goes over the wire, in one sentence. */
  readonly effect: string;
  /** The options that it uses. */
  readonly options: readonly (keyof FailOptions)[];
  readonly fail: (options: FailOptions, context: FailContext) => Failure;
}

/** What a failure mode can use besides its options. */
export interface FailContext {
  readonly region: Region;
  readonly regions: readonly Region[];
  /** The request's path and query, as sent. */
  readonly target: string;
  /** The content type of the true response. */
  readonly contentType: string;
  readonly findings: Findings;
}

/** What a failure mode does: replaces the true response by another outcome, or changes it. */
export type Failure = Pick<Decision, "outcome" | "alter" | "waitMs">;

/** How long to hold a connection by default, in milliseconds. */
export const defaultStallMs = 30_000;

/**
 * How long a client has to read the last bytes before a reset, in milliseconds. An immediate reset
 * often discards them, or looks like a FIN.
 */
export const readingMs = 50;

/** The headers that any failure with a status can have. */
export function retryHeaders({ retryAfter }: FailOptions): HttpResponse["headers"] {
  return retryAfter === undefined ? [] : [["Retry-After", String(retryAfter)]];
}
