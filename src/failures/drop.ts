import type { FailMode } from "./failure.js";
import { hangUp } from "./hangUp.js";

/** Nothing is written, and the connection closed (FIN). */
export const drop = {
  name: "drop",
  effect: "Closes the connection (FIN) without a response.",
  options: [],
  fail: () => hangUp("FIN"),
} as const satisfies FailMode;
