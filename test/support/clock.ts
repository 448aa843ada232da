import { systemClock, type Clock } from "../../src/clock.js";

/** A clock whose waits end at once; `waits` has how long each would have been. */
export function instantClock(): Clock & { readonly waits: number[] } {
  const waits: number[] = [];
  return {
    waits,
    now: () => Date.now(),
    wait: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
  };
}

/** The system's clock, which tells by events when a wait begins, when it ends, and when early. */
export class WatchedClock extends EventTarget implements Clock {
  waiting = 0;
  now = (): number => systemClock.now();
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    this.waiting++;
    this.dispatchEvent(new Event("begin"));
    await systemClock.wait(ms, signal);
    this.waiting--;
    if (signal.aborted) this.dispatchEvent(new Event("cut"));
    this.dispatchEvent(new Event("end"));
  }
}

/** One wait of a {@link SteppedClock}. */
export interface Step {
  readonly ms: number;
  readonly end: () => void;
}

/** A clock whose waits end one by one, when the test says so. */
export class SteppedClock implements Clock {
  readonly #steps: Step[] = [];
  readonly #asked: ((step: Step) => void)[] = [];
  now = (): number => Date.now();
  wait(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      signal.addEventListener("abort", () => {
        resolve();
      });
      const step = { ms, end: resolve };
      const asked = this.#asked.shift();
      if (asked === undefined) this.#steps.push(step);
      else asked(step);
    });
  }
  /** The next wait, once it has begun. */
  next(): Promise<Step> {
    const step = this.#steps.shift();
    if (step !== undefined) return Promise.resolve(step);
    return new Promise((resolve) => this.#asked.push(resolve));
  }
}
