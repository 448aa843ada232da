import { cut } from "./cut.js";
import { defaultStallMs, type FailMode } from "./failure.js";

/** A part of the true answer, then nothing for long, then FIN. */
export const stallBody = {
  name: "stallBody",
  effect:
    "The head of the true answer and `failAfterBytes` bytes of its body; the connection is held for `stallMs`, then closed without the rest.",
  options: ["failAfterBytes", "stallMs"],
  fail: ({ stallMs = defaultStallMs, failAfterBytes }, { findings }) =>
    cut(failAfterBytes, { how: "FIN", afterMs: stallMs }, findings),
} as const satisfies FailMode;
