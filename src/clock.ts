/** Where the mock's time comes from. */
export interface Clock {
  /** Milliseconds of the Unix clock. */
  now(): number;
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
  after: (ms, callBack) => {
    const timer = setTimeout(callBack, Math.min(ms, maxWaitMs));
    return () => {
      clearTimeout(timer);
    };
  },
};

/** Resolves after `ms` milliseconds, or at once when `signal` aborts, whichever is first. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const stop = (): void => {
      cancel();
      resolve();
    };
    const cancel = clock.after(ms, () => {
      signal.removeEventListener("abort", stop);
      resolve();
    });
    signal.addEventListener("abort", stop, { once: true });
  });
}
