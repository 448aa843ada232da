import { clearTimeout, setTimeout, uptimeMs } from "./realTime.js";

/** The mock's source of time. */
export interface Clock {
  /**
   * The Unix time in milliseconds, to compare with dates that a test chose. If the mock runs inside
   * a test that fakes the date, this is the fake date.
   */
  now(): number;
  /** Real milliseconds since an arbitrary moment. */
  uptime(): number;
  /**
   * Calls back after `ms` milliseconds, at most {@link maxWaitMs}. Returns a function that cancels
   * the wait.
   */
  after(ms: number, callBack: () => void): () => void;
}

/** The longest wait, in milliseconds. Node fires a longer timer at once. */
export const maxWaitMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  uptime: uptimeMs,
  after: (ms, callBack) => {
    const timer = setTimeout(callBack, Math.min(ms, maxWaitMs));
    return () => {
      clearTimeout(timer);
    };
  },
};

/** Whole milliseconds since `startedAt`, an uptime of the clock. */
export function msSince(startedAt: number, clock: Clock): number {
  return Math.round(clock.uptime() - startedAt);
}
