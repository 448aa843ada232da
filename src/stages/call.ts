import type { Message } from "@bufbuild/protobuf";
import type { Method } from "../../gen/types.js";
import type { Control } from "../control/index.js";
import type { TokenVerdict } from "../token/verdict.js";
import type { Findings } from "../util/findings.js";
import type { Region } from "../util/region.js";
import type { HttpResponse, Outcome, Decision, Refusal } from "../util/outcome.js";

/** A request as the stages see it, with their decisions so far. */
export interface Call {
  readonly region: Region;
  readonly regions: readonly Region[];
  readonly findings: Findings;
  /** The request's path and query, unchanged. */
  readonly target: string;
  /** The content type of a successful response. */
  readonly contentType: string;
  /** The API method; `undefined` if the schema does not have it or it is not loaded yet. */
  readonly method: Method | undefined;
  /** The request message, possibly decoded only in part; `undefined` before it is decoded. */
  readonly message: Message | undefined;
  /** The rooms that the request names and that the token must allow; empty if none. */
  readonly room: string;
  readonly destinationRoom: string;
  /** The raw token; empty if there is none. */
  readonly bearer: string;
  readonly token: TokenVerdict;
  /** How long to wait before the outcome, in milliseconds. */
  waitMs: number;
  /** What the mock does and why, for the log. */
  readonly notes: string[];
  /** The name of what the control injects; `undefined` if it injects nothing. */
  injected: string | undefined;
  /** Why the token does not allow the call; `undefined` if it does, or nothing checks it. */
  refusal: Refusal | undefined;
  /** Changes the normal response; `undefined` if it stays as it is. */
  alter: ((response: HttpResponse) => HttpResponse) | undefined;
}

/**
 * One step of a call, with the control that applies to it. It returns at once: a decision, or
 * `undefined` to continue.
 */
export type Stage<Settled = Control> = (call: Call, control: Settled) => Decision | undefined;

/**
 * Runs the stages up to the first one that decides the outcome, and returns that. Records all other
 * decisions in the call.
 */
export function runStages<Settled>(
  stages: readonly Stage<Settled>[],
  call: Call,
  control: Settled,
): Outcome | undefined {
  for (const stage of stages) {
    const decision = stage(call, control);
    if (decision === undefined) continue;
    const { outcome, waitMs, note, injected, alter, refusal } = decision;
    if (waitMs !== undefined) call.waitMs += waitMs;
    if (note !== undefined) call.notes.push(note);
    if (refusal !== undefined) {
      call.refusal = refusal;
      call.notes.push(`refused: ${refusal.reason}`);
    }
    if (injected !== undefined) call.injected = injected;
    if (alter !== undefined) call.alter = alter;
    if (outcome !== undefined) return outcome;
  }
  return undefined;
}
