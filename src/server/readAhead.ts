import type { Socket } from "node:net";
import { Blocks } from "./body.js";

/** The most that is read ahead of a connection, in bytes. */
const maxAhead = 1024 * 1024;

/**
 * Reads on from a connection that nobody reads, so that its end is noticed. Returns what stops it
 * and gives what has come; its reader has to follow in the same turn.
 */
export function readAhead(socket: Socket, head: Buffer): () => Buffer {
  const blocks = new Blocks();
  blocks.add(head);
  let length = head.length;
  const keep = (piece: Buffer): void => {
    blocks.add(piece);
    length += piece.length;
    if (length > maxAhead) socket.pause();
  };
  socket.on("data", keep);
  return () => {
    socket.off("data", keep);
    socket.resume();
    return blocks.join();
  };
}
