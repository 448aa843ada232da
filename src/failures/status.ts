import type { FailMode } from "./failure.js";
import { twirpFailure, twirpFailureOptions } from "./twirpFailure.js";

/** A Twirp error. */
export const status = {
  name: "status",
  effect: "A Twirp error with the HTTP status `failStatus` (503).",
  options: twirpFailureOptions,
  fail: (options) => ({ outcome: twirpFailure(options) }),
} as const satisfies FailMode;
