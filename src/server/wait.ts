import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Awaitable } from "../util/awaitable.js";
import type { Clock } from "../util/clock.js";
import { abandonReason } from "./responseQueue.js";
import { hasLeft, unwatch, watch } from "./watch.js";

/** Waits. Returns false if the client leaves first; its connection is then destroyed. */
export function wait(clock: Clock, ms: number, socket: Socket): Awaitable<boolean> {
  if (ms === 0) return true;
  if (hasLeft(socket)) {
    socket.destroy();
    return false;
  }
  return new Promise((resolve) => {
    const onClose = (): void => {
      cancel();
      resolve(false);
    };
    watch(socket, onClose, true);
    const cancel = clock.after(ms, () => {
      unwatch(socket, onClose);
      resolve(!socket.destroyed);
    });
  });
}

/**
 * Waits until it is the response's turn on its connection, and returns the connection. Returns
 * `undefined` if the connection ends first or the response is abandoned.
 */
export function waitForTurn(res: ServerResponse): Awaitable<Socket | undefined> {
  const { socket } = res.req;
  if (socket.destroyed || abandonReason(res) !== undefined) return undefined;
  if (res.socket !== null) return socket;
  return new Promise((resolve) => {
    const onClose = (): void => {
      resolve(undefined);
    };
    watch(socket, onClose, false);
    res.once("socket", () => {
      unwatch(socket, onClose);
      // `null` if the response has been abandoned.
      resolve(res.socket ?? undefined);
    });
  });
}
