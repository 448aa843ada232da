import type { Socket } from "node:net";
import type { HandlerContext } from "../handlers/index.js";
import { createAbortController } from "../util/abortController.js";
import { hasLeft, unwatch, watch } from "./watch.js";

/** Tells whether a client has left. */
export interface Departure {
  /** Aborts when the connection ends. */
  readonly signal: HandlerContext["signal"];
  /** Resolves then, too. */
  readonly left: Promise<undefined>;
  /** Stops the watch. */
  readonly stop: () => void;
}

/**
 * Watches for a client that leaves. One that ends its side counts as gone: its connection is destroyed.
 * If its side has ended before, the signal has aborted, but the client may still get a response.
 */
export function watchDeparture(socket: Socket): Departure {
  const controller = createAbortController();
  let leave = (): void => undefined;
  const left = new Promise<undefined>((resolve) => {
    leave = () => {
      controller.abort();
      resolve(undefined);
    };
  });
  if (hasLeft(socket)) controller.abort();
  if (socket.destroyed) leave();
  else watch(socket, leave, true);
  return {
    signal: controller.signal,
    left,
    stop: () => {
      unwatch(socket, leave);
    },
  };
}
