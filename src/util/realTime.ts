/**
 * Time as it really passes, also if a test has put fakes in the place of Node's timers. What Node has
 * is taken when this file is loaded; if it is a fake by then, time comes from what no fake reaches.
 */
import { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import timers from "node:timers";
import { MessageChannel } from "node:worker_threads";

/** A wait that {@link setTimeout} has begun. */
export interface Timer {
  /** Lets the process end meanwhile. */
  unref(): unknown;
}

interface Timeouts {
  /** Calls back after `ms` milliseconds, at least one and at most 2^31-1. */
  readonly setTimeout: (callBack: () => void, ms: number) => Timer;
  readonly clearTimeout: (timer: Timer | undefined) => void;
}

type SetImmediate = (callBack: () => void) => unknown;

/** A socket's timeout; it keeps no process from ending. */
const onSocket: Timeouts = {
  setTimeout: (callBack, ms) => new Socket().setTimeout(Math.max(1, ms), callBack),
  clearTimeout: (timer) => {
    if (timer instanceof Socket) timer.setTimeout(0);
  },
};

/** A message that comes back to its sender. */
const byMessage: SetImmediate = (callBack) => {
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
  : onSocket;

/** Calls back behind what this turn of the event loop still has to do. */
export const setImmediate: SetImmediate = isImmediateReal() ? timers.setImmediate : byMessage;

/** Calls back behind what runs now, before anything else happens. */
export function nextTick<Args extends unknown[]>(
  callBack: (...args: Args) => void,
  ...args: Args
): void {
  void Promise.resolve().then(() => {
    callBack(...args);
  });
}

/** Milliseconds since the process began. */
export const uptimeMs: () => number = isPerformanceReal()
  ? performance.now.bind(performance)
  : () => process.uptime() * 1000;

/** Whether Node's own `process.nextTick` works, by which its sockets do all that they do later. */
export function areTicksReal(): Promise<boolean> {
  return new Promise((resolve) => {
    let isClosed = false;
    new Socket().once("close", () => (isClosed = true)).destroy();
    setImmediate(() => {
      resolve(isClosed);
    });
  });
}

/** Whether Node knows of a timer that is set: it knows of no fake. */
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

/** Whether time passes between two looks at it. */
function isPerformanceReal(): boolean {
  const looks = Array.from({ length: 100 }, () => performance.now());
  return looks.at(-1) !== looks[0];
}
