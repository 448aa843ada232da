import type { Writable } from "node:stream";
import { transferableAbortController } from "node:util";
import type { HandlerContext } from "./index.js";

/** A signal that aborts if the connection of a response closes before that is sent. */
export function signalOf(res: Writable): HandlerContext["signal"] {
  // The global one may be a test's own.
  const controller = transferableAbortController();
  const close = (): void => {
    if (!res.writableFinished) controller.abort();
  };
  if (res.closed) close();
  else res.once("close", close);
  return controller.signal;
}
