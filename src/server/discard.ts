import type { IncomingMessage, ServerResponse } from "node:http";
import type { Awaitable } from "../util/awaitable.js";
import { setImmediate } from "../util/realTime.js";
import { countBytes, discardRest, isLingering, lingerBehind } from "./linger.js";

/** A request and its response. */
interface NodeExchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
}

/**
 * Calls {@link discardUnread} if the request has a body. Then resolves once everything that arrived
 * with the head has been parsed: if that is invalid, the response is abandoned.
 */
export function discardBody(exchange: NodeExchange, maxBytes: number): Awaitable<undefined> {
  const { "content-length": length = "0", "transfer-encoding": encoding } = exchange.req.headers;
  if (length === "0" && encoding === undefined) return undefined;
  discardUnread(exchange, maxBytes);
  return new Promise((resolve) => {
    setImmediate(() => {
      resolve(undefined);
    });
  });
}

/**
 * Reads a request's body and discards it, to notice a client that leaves: Node reads an unwanted body
 * only after the response is sent. Pauses after `maxBytes` until then. The rest is then discarded
 * up to a limit: many clients do not read the response before they have sent the whole body.
 */
export function discardUnread({ req, res }: NodeExchange, maxBytes: number): void {
  const { socket } = req;
  lingerBehind(res);
  const discard = countBytes(maxBytes, () => req.off("data", discard).pause());
  req.on("data", discard);
  res.once("finish", () => {
    req.off("data", discard);
    if (!req.readableEnded && !isLingering(socket)) discardRest(req, socket);
  });
}
