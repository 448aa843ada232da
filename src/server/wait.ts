import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Awaitable } from "../util/awaitable.js";
import type { Clock } from "../util/clock.js";
import { abandonReason } from "./responseQueue.js";
import { hasLeft, unwatch, watch } from "./watch.js";

/** Waits. False if the client leaves before the end: then nothing is left of the connection. */
export function wait(clock: Clock, ms: number, socket: Socket): Awaitable<boolean> {
  if (ms === 0) return true;
  if (hasLeft(socket)) {
    socket.destroy();
    return false;
  }
  return new Promise((resolve) => {
    const leave = (): void => {
      cancel();
      resolve(false);
    };
    watch(socket, leave, true);
    const cancel = clock.after(ms, () => {
      unwatch(socket, leave);
      resolve(!socket.destroyed);
    });
  });
}

/**
 * The connection, once it is the response's turn on it; `undefined` if it ends before, or the response
 * is abandoned.
 */
export function turn(res: ServerResponse): Awaitable<Socket | undefined> {
  const { socket } = res.req;
  if (socket.destroyed || abandonReason(res) !== undefined) return undefined;
  if (res.socket !== null) return socket;
  return new Promise((resolve) => {
    const leave = (): void => {
      resolve(undefined);
    };
    watch(socket, leave, false);
    res.once("socket", () => {
      unwatch(socket, leave);
      // It is gone from a response that has been abandoned.
      resolve(res.socket ?? undefined);
    });
  });
}
