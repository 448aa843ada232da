import type { Socket } from "node:net";
import type { HandlerContext } from "../handlers/index.js";
import { createAbortController } from "../util/abortController.js";
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
  const controller = createAbortController();
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
