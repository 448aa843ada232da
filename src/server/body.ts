import type { IncomingMessage } from "node:http";

/**
 * Reads a request's body. Resolves with `"too large"` as soon as it is known to be over `most`
 * bytes (the rest is thrown away as it comes), and with `"left"` when the client goes before its end.
 */
export function readBody(
  req: IncomingMessage,
  most: number,
): Promise<Uint8Array | "too large" | "left"> {
  if (Number(req.headers["content-length"] ?? 0) > most) return Promise.resolve("too large");
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    const onData = (chunk: Uint8Array): void => {
      length += chunk.length;
      if (length <= most) {
        chunks.push(chunk);
        return;
      }
      req.off("data", onData).resume();
      resolve("too large");
    };
    req.on("data", onData);
    req.on("end", () => {
      resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
    });
    // Without a listener of its own, an error ends the request with nothing but this.
    req.on("close", () => {
      resolve("left");
    });
  });
}
