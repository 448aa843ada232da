import { clearTimeout, setTimeout, uptimeMs } from "./realTime.js";

/** Where the mock's time comes from. */
export interface Clock {
  /**
   * Milliseconds of the Unix clock, for what a test has dated: if the mock runs inside of a test that
   * has set the date, that date.
   */
  now(): number;
  /** Milliseconds that have really passed since some moment. */
  uptime(): number;
  /**
   * Calls back after `ms` milliseconds, unless the function that it returns is called before. A wait
   * of over {@link maxWaitMs} lasts that long.
   */
  after(ms: number, callBack: () => void): () => void;
}

/** The longest wait, in milliseconds: a longer timer of Node fires at once. */
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

/** Whole milliseconds since a moment of the clock's uptime. */
export function msSince(startedAt: number, clock: Clock): number {
  return Math.round(clock.uptime() - startedAt);
}
