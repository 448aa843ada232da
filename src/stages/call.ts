import type { Message } from "@bufbuild/protobuf";
import type { Method } from "../../gen/types.js";
import type { Control } from "../control/index.js";
import type { TokenVerdict } from "../token/verdict.js";
import type { Findings } from "../util/findings.js";
import type { Region } from "../util/region.js";
import type { HttpResponse, Outcome, Decision } from "../util/outcome.js";

/** A request as the stages see it, and what they have decided so far. */
export interface Call {
  readonly region: Region;
  readonly regions: readonly Region[];
  readonly findings: Findings;
  /** Path and query of the request, as they came. */
  readonly target: string;
  /** Content type of a success. */
  readonly contentType: string;
  /** The method; `undefined` if the schema has no such method, or it is not loaded yet. */
  readonly method: Method | undefined;
  /** The method's request as far as it decoded; `undefined` before. */
  readonly message: Message | undefined;
  /** The rooms that the request names, if the method's grant is for them; else empty. */
  readonly room: string;
  readonly destinationRoom: string;
  /** The token as it came; empty if there is none. */
  readonly bearer: string;
  readonly token: TokenVerdict;
  /** How long to wait before the reply, in milliseconds. */
  waitMs: number;
  /** What is done and why, for the log. */
  readonly notes: string[];
  /** The name of what is injected; `undefined` if nothing is. */
  injected: string | undefined;
  /** What becomes of the true response; `undefined` if nothing does. */
  alter: ((response: HttpResponse) => HttpResponse) | undefined;
}

/**
 * One step of a call, under the control that applies to it. It returns at once; `undefined` if it has
 * nothing to say.
 */
export type Stage<Settled = Control> = (call: Call, control: Settled) => Decision | undefined;

/** Runs the stages up to the first with a reply, and returns that. The call holds what else they say. */
export function runStages<Settled>(
  stages: readonly Stage<Settled>[],
  call: Call,
  control: Settled,
): Outcome | undefined {
  for (const stage of stages) {
    const decision = stage(call, control);
    if (decision === undefined) continue;
    const { outcome, waitMs, note, injected, alter } = decision;
    if (waitMs !== undefined) call.waitMs += waitMs;
    if (note !== undefined) call.notes.push(note);
    if (injected !== undefined) call.injected = injected;
    if (alter !== undefined) call.alter = alter;
    if (outcome !== undefined) return outcome;
  }
  return undefined;
}
