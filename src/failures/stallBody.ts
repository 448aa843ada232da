import { cut } from "./cut.js";
import { defaultStallMs, type FailMode } from "./failure.js";

/** The start of the true response, a long silence, then FIN. */
export const stallBody = {
  name: "stallBody",
  effect:
    "Sends the head and the first `failAfterBytes` bytes of the true response, holds the connection for `stallMs`, then closes it.",
  options: ["failAfterBytes", "stallMs"],
  fail: ({ stallMs = defaultStallMs, failAfterBytes }, { findings }) =>
    cut(failAfterBytes, { how: "FIN", afterMs: stallMs }, findings),
} as const satisfies FailMode;
