/** Where the mock's time comes from. */
export interface Clock {
  /** Milliseconds of the Unix clock. */
  now(): number;
  /**
   * Resolves after `ms` milliseconds, or at once when `signal` aborts, whichever is first.
   * A wait of over {@link maxWaitMs} lasts that long.
   */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** The longest wait, in milliseconds: a longer timer of Node fires at once. */
export const maxWaitMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  wait: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, Math.min(ms, maxWaitMs));
      signal.addEventListener("abort", done);
    }),
};
