import type { FailMode } from "./failure.js";

/** The true answer, slowly: the head at once, then the body in pieces. */
export const trickle = {
  name: "trickle",
  effect:
    "The true answer, slowly: the head at once, then the body in pieces, each its own write, as `trickle` says.",
  options: ["trickle"],
  fail: ({ trickle: { bytes = 1, everyMs = 50 } = {} }) => ({
    alter: (response) => ({ ...response, delivery: { pieces: { bytes, everyMs } } }),
  }),
} as const satisfies FailMode;
