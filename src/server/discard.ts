import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * Reads a request's body and throws it away, so that a client that leaves is noticed: Node looks at
 * a body that nobody wants only once the response is out. After `most` bytes it stops until then.
 */
export function discardBody(
  { req, res }: { readonly req: IncomingMessage; readonly res: ServerResponse },
  most: number,
): void {
  const { "content-length": length = "0", "transfer-encoding": encoding } = req.headers;
  if (length === "0" && encoding === undefined) return;
  let left = most;
  const discard = (piece: Uint8Array): void => {
    left -= piece.length;
    if (left >= 0 || res.writableFinished) return;
    req.off("data", discard).pause();
    res.once("finish", () => req.resume());
  };
  req.on("data", discard);
}
