import type { Fail } from "./failure.js";

/** The true answer, slowly: the head at once, then the body in pieces. */
export const trickle: Fail = ({ options: { trickle: { bytes = 1, everyMs = 50 } = {} } }) => ({
  alter: (answer) => ({ ...answer, delivery: { pieces: { bytes, everyMs } } }),
});
