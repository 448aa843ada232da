import type { IncomingMessage } from "node:http";

/** A body, or why there is none. */
type Read = Uint8Array | "too large" | "left";

const noBytes = new Uint8Array();

/**
 * Reads a request's body. Resolves with `"too large"` as soon as it is known to be over `most`
 * bytes (the rest is thrown away as it comes), and with `"left"` when the client goes before its end.
 * It takes at most twice the bytes that have come, and 64 KiB.
 */
export function readBody(req: IncomingMessage, most: number): Promise<Read> {
  const announced = Number(req.headers["content-length"] ?? 0);
  if (announced > most) return Promise.resolve("too large");
  return new Promise((resolve) => {
    let length = 0;
    let only: Uint8Array | undefined;
    let blocks: Blocks | undefined;
    let end: typeof resolve | undefined = resolve;
    const settle = (read: Read): void => {
      end?.(read);
      // The listeners live as long as the request, and a promise that they hold keeps its body.
      end = only = blocks = undefined;
    };
    const onData = (piece: Uint8Array): void => {
      length += piece.length;
      if (length > most) {
        req.off("data", onData).resume();
        settle("too large");
      } else if (blocks !== undefined) blocks.add(piece);
      else if (only === undefined) only = piece;
      else {
        blocks = new Blocks();
        blocks.add(only);
        blocks.add(piece);
        only = undefined;
      }
    };
    req.on("data", onData);
    req.on("end", () => {
      settle(blocks?.join() ?? only ?? noBytes);
    });
    // Without a listener of its own, an error ends the request with nothing but this.
    req.on("close", () => {
      settle("left");
    });
  });
}

const blockBytes = 64 * 1024;

/**
 * Pieces that are copied into blocks of memory: a piece that is kept by itself takes some hundred
 * bytes more than it has. Nothing is allocated for what is only announced.
 */
export class Blocks {
  readonly #blocks: Buffer[] = [];
  /** How many bytes of the last block are in use. */
  #used = blockBytes;

  add(piece: Uint8Array): void {
    for (let at = 0; at < piece.length;) {
      if (this.#used === blockBytes) {
        this.#blocks.push(Buffer.allocUnsafeSlow(blockBytes));
        this.#used = 0;
      }
      const part = piece.subarray(at, at + blockBytes - this.#used);
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
