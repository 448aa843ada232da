import type { IncomingMessage, ServerResponse } from "node:http";
import type { Awaitable } from "../util/awaitable.js";
import { setImmediate } from "../util/realTime.js";
import { countBytes, discardRest, isLingering, lingerBehind } from "./linger.js";

/** A request, and the response to it. */
interface NodeExchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
}

/**
 * Does as {@link discardUnread} if a request has a body. Then it resolves once all that came with the
 * head has been read: if that is invalid, the response is abandoned.
 */
export function discardBody(exchange: NodeExchange, most: number): Awaitable<undefined> {
  const { "content-length": length = "0", "transfer-encoding": encoding } = exchange.req.headers;
  if (length === "0" && encoding === undefined) return undefined;
  discardUnread(exchange, most);
  return new Promise((resolve) => {
    setImmediate(() => {
      resolve(undefined);
    });
  });
}

/**
 * Reads a request's body and throws it away, so that a client that leaves is noticed: Node looks at
 * a body that nobody wants only once the response is out. After `most` bytes it stops until then. The
 * rest is thrown away within limits: many clients read no response before they have sent the body.
 */
export function discardUnread({ req, res }: NodeExchange, most: number): void {
  const { socket } = req;
  lingerBehind(res);
  const discard = countBytes(most, () => req.off("data", discard).pause());
  req.on("data", discard);
  res.once("finish", () => {
    req.off("data", discard);
    if (!req.readableEnded && !isLingering(socket)) discardRest(req, socket);
  });
}
