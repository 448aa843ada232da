import { defaultStallMs, type FailMode } from "./failure.js";
import { hangUp } from "./hangUp.js";

/** The request is read, and the connection held with nothing written, then closed. */
export const stall = {
  name: "stall",
  effect:
    "The request is read and nothing is written; the connection is held for `stallMs`, then closed.",
  options: ["stallMs"],
  fail: ({ stallMs = defaultStallMs }) => hangUp("FIN", stallMs),
} as const satisfies FailMode;
