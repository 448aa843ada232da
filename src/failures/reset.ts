import type { FailMode } from "./failure.js";
import { hangUp } from "./hangUp.js";

/** Nothing is written, and the connection reset (RST). */
export const reset = {
  name: "reset",
  effect: "The connection is reset (RST) with nothing written.",
  options: [],
  fail: () => hangUp("RST"),
} as const satisfies FailMode;
