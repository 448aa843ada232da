import { defaultStallMs, type FailMode } from "./failure.js";
import { hangUp } from "./hangUp.js";

/** Reads the request, sends nothing, holds the connection, then closes it. */
export const stall = {
  name: "stall",
  effect: "Reads the request, sends nothing, holds the connection for `stallMs`, then closes it.",
  options: ["stallMs"],
  fail: ({ stallMs = defaultStallMs }) => hangUp("FIN", stallMs),
} as const satisfies FailMode;
