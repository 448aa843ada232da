import type { IncomingMessage } from "node:http";

/** A body, or why there is none: it is too large, or the client left. */
type BodyResult = Uint8Array | "too large" | "left";

const noBytes = new Uint8Array();

/**
 * Reads a request's body. Resolves with `"too large"` as soon as it turns out to be over `maxBytes`
 * (the rest is discarded as it arrives), and with `"left"` if the client leaves before the end. Uses
 * at most 64 KiB more memory than twice the bytes received.
 */
export function readBody(req: IncomingMessage, maxBytes: number): Promise<BodyResult> {
  const contentLength = Number(req.headers["content-length"] ?? 0);
  if (contentLength > maxBytes) return Promise.resolve("too large");
  return new Promise((resolve) => {
    let length = 0;
    let first: Uint8Array | undefined;
    let blocks: Blocks | undefined;
    let settle: typeof resolve | undefined = resolve;
    const finish = (result: BodyResult): void => {
      settle?.(result);
      // The event listeners live as long as the request. They must not keep the body in memory.
      settle = first = blocks = undefined;
    };
    const onData = (chunk: Uint8Array): void => {
      length += chunk.length;
      if (length > maxBytes) {
        req.off("data", onData).resume();
        finish("too large");
      } else if (blocks !== undefined) blocks.add(chunk);
      else if (first === undefined) first = chunk;
      else {
        blocks = new Blocks();
        blocks.add(first);
        blocks.add(chunk);
        first = undefined;
      }
    };
    req.on("data", onData);
    req.on("end", () => {
      finish(blocks?.join() ?? first ?? noBytes);
    });
    // As nothing listens for `error`, a request that fails emits only this.
    req.on("close", () => {
      finish("left");
    });
  });
}

const blockBytes = 64 * 1024;

/**
 * Copies chunks into larger blocks of memory: a separate chunk takes some hundred bytes more than its
 * size. Allocates only for bytes that have arrived, not for what `Content-Length` announces.
 */
export class Blocks {
  readonly #blocks: Buffer[] = [];
  /** Bytes in use in the last block. */
  #used = blockBytes;

  add(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length;) {
      if (this.#used === blockBytes) {
        this.#blocks.push(Buffer.allocUnsafeSlow(blockBytes));
        this.#used = 0;
      }
      const part = chunk.subarray(at, at + blockBytes - this.#used);
      this.#blocks.at(-1)!.set(part, this.#used);
      this.#used += part.length;
      at += part.length;
    }
  }

  join(): Buffer {
    const { length } = this.#blocks;
    return Buffer.concat(this.#blocks, (length - 1) * blockBytes + this.#used);
  }
}
