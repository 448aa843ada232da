import type { Socket } from "node:net";
import { transferableAbortController } from "node:util";
import type { HandlerContext } from "../handlers/index.js";
import { hasLeft, unwatch, watch } from "./watch.js";

/** Tells whether a client has left. */
export interface Departure {
  /** Aborts when the connection ends. */
  readonly signal: HandlerContext["signal"];
  /** Stops the watch. */
  readonly stop: () => void;
}

/** Watches for a client that leaves. One that ends its side counts as gone: its connection is destroyed. */
export function watchDeparture(socket: Socket): Departure {
  // A test may have replaced the global AbortController.
  const controller = transferableAbortController();
  const leave = (): void => {
    controller.abort();
  };
  if (hasLeft(socket)) leave();
  else watch(socket, leave, true);
  return {
    signal: controller.signal,
    stop: () => {
      unwatch(socket, leave);
    },
  };
}
