import type { Answer, Outcome, Reply } from "../util/reply.js";
import type { Call, Stage } from "./stage.js";

/** What the stages have decided so far. */
export interface Progress {
  waitMs: number;
  readonly notes: string[];
  /** What becomes of the answer. */
  alter?: (answer: Answer) => Answer;
  /** The name of what is injected. */
  injected?: string;
}

/** What is done about a call, as far as the stages have decided, and in the end this. */
export function outcomeOf(reply: Reply, { waitMs, notes, injected }: Progress): Outcome {
  return { reply, waitMs, notes, injected };
}

/** Runs the stages up to the first with a reply, and returns that. */
export function runStages(
  stages: readonly Stage[],
  call: Call,
  progress: Progress,
): Reply | undefined {
  for (const stage of stages) {
    const verdict = stage(call);
    if (verdict === undefined) continue;
    progress.waitMs += verdict.waitMs ?? 0;
    progress.notes.push(verdict.note);
    if (verdict.injected !== undefined) progress.injected = verdict.injected;
    if (verdict.alter !== undefined) progress.alter = verdict.alter;
    if (verdict.reply !== undefined) return verdict.reply;
  }
  return undefined;
}
