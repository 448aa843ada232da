import { defaultStallMs, type Fail } from "./failure.js";

/** Nothing is written, and the connection closed (FIN). */
export const drop: Fail = () => ({ reply: { hangUp: { how: "FIN", afterMs: 0 } } });

/** Nothing is written, and the connection reset (RST). */
export const reset: Fail = () => ({ reply: { hangUp: { how: "RST", afterMs: 0 } } });

/**
 * Nothing is written, and the connection held for long, then closed. Whether the body is read
 * before is for the listener to decide.
 */
export const stall: Fail = ({ options: { stallMs = defaultStallMs } }) => ({
  reply: { hangUp: { how: "FIN", afterMs: stallMs } },
});
