import type { Socket } from "node:net";
import type { Duplex, Readable } from "node:stream";
import { clearTimeout, setTimeout } from "../realTime.js";

/** How long a client may go on sending what is not wanted, in milliseconds. */
export const lingerMs = 5_000;
/** The most that it may go on sending, in bytes. */
export const maxDiscarded = 256 * 1024 * 1024;
/**
 * How long what is written may take if the client has ended its own side, in milliseconds: Node
 * keeps from us that the client has reset the connection behind that, over TLS.
 */
const flushingMs = 500;
/** What is written counts as soon out up to so many bytes. */
const maxFlushed = 16 * 1024;

const lingering = new WeakSet<Duplex>();

/** Whether a connection has been ended by {@link linger}. */
export function isLingering(socket: Duplex): boolean {
  return lingering.has(socket);
}

/**
 * Ends a connection once what is written is out. What the client still sends is thrown away: to
 * close at once would reset the connection before the client has read the answer.
 */
export function linger(socket: Duplex): void {
  if (socket.destroyed || lingering.has(socket)) return;
  lingering.add(socket);
  socket.end();
  // What comes now is no request any more.
  socket.removeAllListeners("data");
  const isSoonOut = socket.readableEnded && socket.writableLength < maxFlushed;
  discardRest(socket, socket, isSoonOut ? flushingMs : lingerMs);
}

/** Makes a connection linger if Node ends it behind a response, which would close it at once. */
export function lingerAtEnd(socket: Socket): void {
  socket.destroySoon = () => {
    linger(socket);
  };
}

/** Throws away what is left of a stream, and closes its connection if that takes too long. */
export function discardRest(from: Readable, socket: Duplex, ms = lingerMs): void {
  const end = setTimeout(() => {
    socket.destroy();
  }, ms);
  end.unref();
  from.once("close", () => {
    clearTimeout(end);
  });
  let left = maxDiscarded;
  const discard = (piece: Uint8Array): void => {
    left -= piece.length;
    if (left < 0) socket.destroy();
  };
  // A listener takes a connection from Node's parser, and leaves it stopped if the parser has stopped
  // it: it has to go on before.
  from.pause();
  from.once("resume", () => from.on("data", discard)).resume();
}
