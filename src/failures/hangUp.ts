import type { Ending } from "../util/outcome.js";
import type { Failure } from "./failure.js";

/** Ends the connection without a response, after `afterMs` milliseconds. */
export function hangUp(how: Ending["how"], afterMs = 0): Failure {
  return { outcome: { hangUp: { how, afterMs } } };
}
