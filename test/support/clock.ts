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
