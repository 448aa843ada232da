import type { FailMode } from "./failure.js";
import { hangUp } from "./hangUp.js";

/** Nothing is written, and the connection closed (FIN). */
export const drop = {
  name: "drop",
  effect: "The connection is closed (FIN) with nothing written.",
  options: [],
  fail: () => hangUp("FIN"),
} as const satisfies FailMode;
