import type { IncomingMessage } from "node:http";

/** A body that is announced to be larger is read into one piece of memory, in bytes. */
const maxGathered = 64 * 1024;

/**
 * Reads a request's body. Resolves with `"too large"` as soon as it is known to be over `most`
 * bytes (the rest is thrown away as it comes), and with `"left"` when the client goes before its end.
 */
export function readBody(
  req: IncomingMessage,
  most: number,
): Promise<Uint8Array | "too large" | "left"> {
  const announced = Number(req.headers["content-length"] ?? 0);
  if (announced > most) return Promise.resolve("too large");
  const pieces = announced > maxGathered ? new Whole(announced) : new Gathered();
  return new Promise((resolve) => {
    let length = 0;
    const onData = (piece: Uint8Array): void => {
      length += piece.length;
      if (length <= most) {
        pieces.add(piece);
        return;
      }
      req.off("data", onData).resume();
      resolve("too large");
    };
    req.on("data", onData);
    req.on("end", () => {
      resolve(pieces.bytes());
    });
    // Without a listener of its own, an error ends the request with nothing but this.
    req.on("close", () => {
      resolve("left");
    });
  });
}

/** Pieces that are kept as they came, and joined in the end. */
class Gathered {
  readonly #pieces: Uint8Array[] = [];
  add(piece: Uint8Array): void {
    this.#pieces.push(piece);
  }
  bytes(): Uint8Array {
    return this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces);
  }
}

/** Pieces that are copied to their place: to keep many small ones would scatter the memory. */
class Whole {
  readonly #bytes: Buffer;
  #length = 0;
  constructor(announced: number) {
    this.#bytes = Buffer.allocUnsafeSlow(announced);
  }
  add(piece: Uint8Array): void {
    this.#bytes.set(piece, this.#length);
    this.#length += piece.length;
  }
  bytes(): Uint8Array {
    return this.#bytes;
  }
}
