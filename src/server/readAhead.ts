import type { Socket } from "node:net";
import { Blocks } from "./body.js";

/** How much to read ahead at most, in bytes. */
const maxAhead = 1024 * 1024;

/**
 * Keeps reading a connection that nobody else reads, to notice its end. The returned function stops
 * this and returns the bytes read. The caller must attach the next reader in the same turn.
 */
export function readAhead(socket: Socket, head: Buffer): () => Buffer {
  const blocks = new Blocks();
  blocks.add(head);
  let length = head.length;
  const keep = (chunk: Buffer): void => {
    blocks.add(chunk);
    length += chunk.length;
    if (length > maxAhead) socket.pause();
  };
  socket.on("data", keep);
  return () => {
    socket.off("data", keep);
    socket.resume();
    return blocks.join();
  };
}
