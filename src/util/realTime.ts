/**
 * Real time, even if a test replaces Node's timers with fakes. This file captures Node's timers when
 * it is loaded. If they are already fakes by then, it uses sockets and message channels instead,
 * which fakes do not reach.
 */
import { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import timers from "node:timers";
import { MessageChannel } from "node:worker_threads";

/** A timer that {@link setTimeout} has started. */
export interface Timer {
  /** Lets the process exit before the timer fires. */
  unref(): unknown;
}

interface Timeouts {
  /** Calls back after `ms` milliseconds, which is clamped to 1 to 2^31-1. */
  readonly setTimeout: (callBack: () => void, ms: number) => Timer;
  readonly clearTimeout: (timer: Timer | undefined) => void;
}

type SetImmediate = (callBack: () => void) => unknown;

/** Uses a socket's timeout. It does not keep the process alive. */
const socketTimeouts: Timeouts = {
  setTimeout: (callBack, ms) => new Socket().setTimeout(Math.max(1, ms), callBack),
  clearTimeout: (timer) => {
    if (timer instanceof Socket) timer.setTimeout(0);
  },
};

/** Posts a message to itself. */
const messageImmediate: SetImmediate = (callBack) => {
  const { port1, port2 } = new MessageChannel();
  port1.once("message", () => {
    port1.close();
    callBack();
  });
  port2.postMessage(null);
};

export const { setTimeout, clearTimeout }: Timeouts = areTimeoutsReal()
  ? {
      setTimeout: timers.setTimeout,
      clearTimeout: timers.clearTimeout as Timeouts["clearTimeout"],
    }
  : socketTimeouts;

/** Calls back after this turn of the event loop. */
export const setImmediate: SetImmediate = isImmediateReal()
  ? timers.setImmediate
  : messageImmediate;

/** Calls back after the code that runs now, before any I/O. */
export function nextTick<Args extends unknown[]>(
  callBack: (...args: Args) => void,
  ...args: Args
): void {
  void Promise.resolve().then(() => {
    callBack(...args);
  });
}

/** Milliseconds since the process started. */
export const uptimeMs: () => number = isPerformanceReal()
  ? performance.now.bind(performance)
  : () => process.uptime() * 1000;

/** Whether `process.nextTick` is real. Without it, Node's sockets emit no events. */
export function areTicksReal(): Promise<boolean> {
  return new Promise((resolve) => {
    let isClosed = false;
    new Socket().once("close", () => (isClosed = true)).destroy();
    setImmediate(() => {
      resolve(isClosed);
    });
  });
}

/** Whether Node counts a new timer as active. It does not count fakes. */
function areTimeoutsReal(): boolean {
  const before = countActive("Timeout");
  const timer = timers.setTimeout(() => undefined, 1);
  const isReal = countActive("Timeout") > before;
  timers.clearTimeout(timer);
  return isReal;
}

function isImmediateReal(): boolean {
  const before = countActive("Immediate");
  const immediate = timers.setImmediate(() => undefined);
  const isReal = countActive("Immediate") > before;
  timers.clearImmediate(immediate);
  return isReal;
}

function countActive(kind: string): number {
  return process.getActiveResourcesInfo().filter((active) => active === kind).length;
}

/** Whether the time advances between two readings. */
function isPerformanceReal(): boolean {
  const readings = Array.from({ length: 100 }, () => performance.now());
  return readings.at(-1) !== readings[0];
}
