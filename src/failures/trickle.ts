import type { FailMode } from "./failure.js";

/** The true response, slowly: the head at once, then the body in pieces. */
export const trickle = {
  name: "trickle",
  effect:
    "Sends the head of the true response at once, then the body slowly, in pieces, as the field `trickle` says.",
  options: ["trickle"],
  fail: ({ trickle: { bytes = 1, everyMs = 50 } = {} }) => ({
    alter: (response) => ({ ...response, delivery: { pieces: { bytes, everyMs } } }),
  }),
} as const satisfies FailMode;
