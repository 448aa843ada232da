import { systemClock, type Clock } from "../../src/util/clock.js";

/** A clock whose waits end at once; `waits` has how long each would have been. */
export function instantClock(): Clock & { readonly waits: number[] } {
  const waits: number[] = [];
  return {
    waits,
    now: () => Date.now(),
    uptime: () => systemClock.uptime(),
    after: (ms, callBack) => {
      waits.push(ms);
      let cancelled = false;
      queueMicrotask(() => {
        if (!cancelled) callBack();
      });
      return () => (cancelled = true);
    },
  };
}

/** The system's clock, which tells by events when a wait begins, when it ends, and when early. */
export class WatchedClock extends EventTarget implements Clock {
  waiting = 0;
  now = (): number => systemClock.now();
  uptime = (): number => systemClock.uptime();
  after(ms: number, callBack: () => void): () => void {
    this.waiting++;
    this.dispatchEvent(new Event("begin"));
    const end = (): void => {
      this.waiting--;
      this.dispatchEvent(new Event("end"));
    };
    const cancel = systemClock.after(ms, () => {
      end();
      callBack();
    });
    return () => {
      cancel();
      this.dispatchEvent(new Event("cut"));
      end();
    };
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
  uptime = (): number => systemClock.uptime();
  after(ms: number, callBack: () => void): () => void {
    let isOver = false;
    const step = {
      ms,
      end: (): void => {
        if (!isOver) callBack();
        isOver = true;
      },
    };
    const asked = this.#asked.shift();
    if (asked === undefined) this.#steps.push(step);
    else asked(step);
    return () => (isOver = true);
  }
  /** The next wait, once it has begun. */
  next(): Promise<Step> {
    const step = this.#steps.shift();
    if (step !== undefined) return Promise.resolve(step);
    return new Promise((resolve) => this.#asked.push(resolve));
  }
}
