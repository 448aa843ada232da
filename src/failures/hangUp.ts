import type { Ending } from "../util/reply.js";
import type { Failure } from "./failure.js";

/** Ends the connection with nothing written, after `afterMs` milliseconds. */
export function hangUp(how: Ending["how"], afterMs = 0): Failure {
  return { reply: { hangUp: { how, afterMs } } };
}
