import type { FailMode } from "./failure.js";

/** The true answer, announced as kept alive; the connection ends a while later. */
export const closeIdle = {
  name: "closeIdle",
  effect:
    "The true answer, announced as kept alive; then FIN after `stallMs` (0), whatever the connection does by then.",
  options: ["stallMs"],
  fail: ({ stallMs = 0 }) => ({
    alter: (response) => ({ ...response, delivery: { ending: { how: "FIN", afterMs: stallMs } } }),
  }),
} as const satisfies FailMode;
