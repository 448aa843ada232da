import type { Writable } from "node:stream";
import { createAbortController } from "../util/abortController.js";
import type { HandlerContext } from "./index.js";

/** An `AbortSignal` that aborts if the connection closes before the response is sent. */
export function createAbortSignal(res: Writable): HandlerContext["signal"] {
  const controller = createAbortController();
  const close = (): void => {
    if (!res.writableFinished) controller.abort();
  };
  if (res.closed) close();
  else res.once("close", close);
  return controller.signal;
}
