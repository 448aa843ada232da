import type { Ending } from "../util/outcome.js";
import type { Failure } from "./failure.js";

/** Ends the connection after `afterMs` milliseconds, without a response. */
export function hangUp(how: Ending["how"], afterMs = 0): Failure {
  return { outcome: { hangUp: { how, afterMs } } };
}
