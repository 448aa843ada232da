import type { FailMode } from "./failure.js";
import { hangUp } from "./hangUp.js";

/** Closes the connection (FIN) without a response. */
export const drop = {
  name: "drop",
  effect: "Closes the connection (FIN) without a response.",
  options: [],
  fail: () => hangUp("FIN"),
} as const satisfies FailMode;
