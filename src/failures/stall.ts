import { defaultStallMs, type FailMode } from "./failure.js";
import { hangUp } from "./hangUp.js";

/** The request is read, and the connection held with nothing written, then closed. */
export const stall = {
  name: "stall",
  effect: "Reads the request, sends nothing, holds the connection for `stallMs`, then closes it.",
  options: ["stallMs"],
  fail: ({ stallMs = defaultStallMs }) => hangUp("FIN", stallMs),
} as const satisfies FailMode;
