import type { FailMode } from "./failure.js";

/** The true response with keep-alive. The connection closes later. */
export const closeIdle = {
  name: "closeIdle",
  effect:
    "The true response with keep-alive. Closes the connection (FIN) `stallMs` (0) later, even during another request.",
  options: ["stallMs"],
  fail: ({ stallMs = 0 }) => ({
    alter: (response) => ({ ...response, delivery: { ending: { how: "FIN", afterMs: stallMs } } }),
  }),
} as const satisfies FailMode;
