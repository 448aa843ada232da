import type { IncomingMessage, ServerResponse } from "node:http";
import { discardRest, isLingering, lingerAtEnd } from "./linger.js";

/**
 * Reads a request's body and throws it away, so that a client that leaves is noticed: Node looks at
 * a body that nobody wants only once the response is out. After `most` bytes it stops until then. The
 * rest is thrown away within limits: many clients read no response before they have sent the body.
 */
export function discardBody(
  { req, res }: { readonly req: IncomingMessage; readonly res: ServerResponse },
  most: number,
): void {
  const { "content-length": length = "0", "transfer-encoding": encoding } = req.headers;
  if (length === "0" && encoding === undefined) return;
  const { socket } = req;
  lingerAtEnd(socket);
  let left = most;
  const discard = (piece: Uint8Array): void => {
    left -= piece.length;
    if (left < 0) req.off("data", discard).pause();
  };
  req.on("data", discard);
  res.once("finish", () => {
    req.off("data", discard);
    if (!req.readableEnded && !isLingering(socket)) discardRest(req, socket);
  });
}
