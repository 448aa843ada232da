import type { Writable } from "node:stream";
import { transferableAbortController } from "node:util";
import type { HandlerContext } from "./index.js";

/** An `AbortSignal` that aborts if the connection closes before the response is sent. */
export function createAbortSignal(res: Writable): HandlerContext["signal"] {
  // A test may have replaced the global AbortController.
  const controller = transferableAbortController();
  const close = (): void => {
    if (!res.writableFinished) controller.abort();
  };
  if (res.closed) close();
  else res.once("close", close);
  return controller.signal;
}
