import type { FailOptions } from "../control/failureFields.js";
import type { Findings } from "../util/findings.js";
import type { Region } from "../util/region.js";
import type { Answer, Reply } from "../util/reply.js";

/** All that a failure may look at. */
export interface FailContext {
  readonly options: FailOptions;
  readonly region: Region;
  readonly regions: readonly Region[];
  /** Path and query of the request, as they came. */
  readonly target: string;
  /** Content type of a true answer. */
  readonly contentType: string;
  readonly findings: Findings;
  /** The wait of the `delay` mode, in milliseconds. */
  readonly failDelayMs?: number | undefined;
}

/** What a failure does: another reply in place of the true answer, or something to that answer. */
export type Failure =
  | {
      readonly reply: Reply;
      /** How much longer to wait before it, in milliseconds. */
      readonly waitMs?: number;
    }
  | { readonly alter: (answer: Answer) => Answer };

/** One kind of failure. */
export type Fail = (context: FailContext) => Failure;

/** How long a connection is held where nothing is said, in milliseconds. */
export const defaultStallMs = 30_000;

/**
 * How long a client has to read what it got before a reset, in milliseconds: one right behind the
 * bytes often reads as a FIN, or takes them away again.
 */
export const readingMs = 50;

/** The headers that any failure with a status can have. */
export function retryHeaders({ retryAfter }: FailOptions): Answer["headers"] {
  return retryAfter === undefined ? [] : [["Retry-After", String(retryAfter)]];
}
