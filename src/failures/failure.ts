import type { Findings } from "../util/findings.js";
import type { Region } from "../util/region.js";
import type { HttpResponse, Decision } from "../util/outcome.js";
import type { FailOptions } from "./fields.js";

/** One way for a region to fail. */
export interface FailMode {
  /** Its name in `failMode`, and the name of its file. */
  readonly name: string;
  /** What goes over the wire, in a sentence. */
  readonly effect: string;
  /** The options that it uses. */
  readonly options: readonly (keyof FailOptions)[];
  readonly fail: (options: FailOptions, context: FailContext) => Failure;
}

/** What a failure mode can use besides its options. */
export interface FailContext {
  readonly region: Region;
  readonly regions: readonly Region[];
  /** Path and query of the request, as they came. */
  readonly target: string;
  /** Content type of a true response. */
  readonly contentType: string;
  readonly findings: Findings;
}

/**
 * What a failure mode does: another outcome instead of the true response, or a change to that
 * response.
 */
export type Failure = Pick<Decision, "outcome" | "alter" | "waitMs">;

/** How long to hold a connection by default, in milliseconds. */
export const defaultStallMs = 30_000;

/**
 * How long a client has to read before a reset, in milliseconds. A reset right after the last bytes
 * often looks like a FIN, or discards the bytes.
 */
export const readingMs = 50;

/** The headers that every failure with a status can have. */
export function retryHeaders({ retryAfter }: FailOptions): HttpResponse["headers"] {
  return retryAfter === undefined ? [] : [["Retry-After", String(retryAfter)]];
}
