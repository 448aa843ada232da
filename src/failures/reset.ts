import type { FailMode } from "./failure.js";
import { hangUp } from "./hangUp.js";

/** Resets the connection (RST) without a response. */
export const reset = {
  name: "reset",
  effect: "Resets the connection (RST) without a response.",
  options: [],
  fail: () => hangUp("RST"),
} as const satisfies FailMode;
