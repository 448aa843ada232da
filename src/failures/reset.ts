import type { FailMode } from "./failure.js";
import { hangUp } from "./hangUp.js";

/** Nothing is written, and the connection reset (RST). */
export const reset = {
  name: "reset",
  effect: "Resets the connection (RST) without a response.",
  options: [],
  fail: () => hangUp("RST"),
} as const satisfies FailMode;
