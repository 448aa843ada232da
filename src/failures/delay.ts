import type { FailMode } from "./failure.js";
import { twirpFailure, twirpFailureOptions } from "./twirpFailure.js";

/** How long to wait by default, in milliseconds. */
const defaultDelayMs = 30_000;

/** A Twirp error after a long wait. */
export const delay = {
  name: "delay",
  effect: "Deprecated: waits 30 s on top of `delayMs`, then acts as `status`.",
  options: twirpFailureOptions,
  fail: (options) => ({
    outcome: twirpFailure(options),
    waitMs: options.failDelayMs ?? defaultDelayMs,
  }),
} as const satisfies FailMode;
