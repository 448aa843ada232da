import type { Fail } from "./failure.js";

/** The true answer, announced as kept alive; the connection ends a while later. */
export const closeIdle: Fail = ({ options: { stallMs = 0 } }) => ({
  alter: (answer) => ({ ...answer, delivery: { ending: { how: "FIN", afterMs: stallMs } } }),
});
