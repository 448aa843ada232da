import type { FailMode } from "./failure.js";

/** The true response with keep-alive. The connection closes later. */
export const closeIdle = {
  name: "closeIdle",
  effect:
    "The true response with keep-alive; closes the connection (FIN) after `stallMs` (0), whatever it is doing by then.",
  options: ["stallMs"],
  fail: ({ stallMs = 0 }) => ({
    alter: (response) => ({ ...response, delivery: { ending: { how: "FIN", afterMs: stallMs } } }),
  }),
} as const satisfies FailMode;
