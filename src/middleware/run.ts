import type { Answer, Reply } from "../reply.js";
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
