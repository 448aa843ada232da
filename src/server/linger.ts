import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex, Readable } from "node:stream";
import { clearTimeout, setTimeout } from "../util/realTime.js";

/** How long a client may continue to send unwanted data, in milliseconds. */
export const lingerMs = 5_000;
/** How much of it is discarded before the connection closes, in bytes. */
export const maxDiscarded = 256 * 1024 * 1024;
/**
 * How long a short response may take to send after the client has ended its side, in milliseconds.
 * Over TLS, Node does not report a reset that follows.
 */
const flushingMs = 500;
/** Up to how many unsent bytes a response counts as short. */
const maxFlushed = 16 * 1024;

const lingering = new WeakSet<Duplex>();

/** Whether {@link linger} has ended a connection. */
export function isLingering(socket: Duplex): boolean {
  return lingering.has(socket);
}

/**
 * Ends a connection once all written bytes are sent, and discards what the client still sends.
 * Closing at once would reset the connection before the client has read the response.
 */
export function linger(socket: Duplex): void {
  if (socket.destroyed || lingering.has(socket)) return;
  lingering.add(socket);
  socket.end();
  // Stop parsing: no further request counts.
  socket.removeAllListeners("data");
  const isFlushedSoon = socket.readableEnded && socket.writableLength < maxFlushed;
  discardRest(socket, socket, isFlushedSoon ? flushingMs : lingerMs);
}

/** Makes a connection linger when Node ends it after a response, instead of closing at once. */
export function lingerAtEnd(socket: Socket): void {
  socket.destroySoon = () => {
    linger(socket);
  };
}

/** Makes a connection linger if Node ends it after this response, but not after a later one. */
export function lingerBehind(res: ServerResponse): void {
  const { socket } = res.req;
  let restore = (): void => undefined;
  // Node ends the connection in its own `finish` listener, which runs between these two.
  res.prependOnceListener("finish", () => {
    const destroySoon = socket.destroySoon.bind(socket);
    restore = () => (socket.destroySoon = destroySoon);
    lingerAtEnd(socket);
  });
  res.once("finish", () => {
    restore();
  });
}

/** Discards the rest of a stream, and closes the connection if that takes too long. */
export function discardRest(from: Readable, socket: Duplex, ms = lingerMs): void {
  const timer = setTimeout(() => {
    socket.destroy();
  }, ms);
  timer.unref();
  from.once("close", () => {
    clearTimeout(timer);
  });
  discardAll(from, socket);
}

/** Discards everything from a stream, and closes the connection if it is too much. */
function discardAll(from: Readable, socket: Duplex): void {
  const discard = countBytes(maxDiscarded, () => socket.destroy());
  // Adding a `data` listener detaches Node's parser. If the parser has stopped the connection, that
  // would leave it stopped, so resume it first.
  from.pause();
  from.once("resume", () => from.on("data", discard)).resume();
}

/** Discards what arrives on a connection after its last request. */
export function discardBehind(socket: Duplex): void {
  socket.removeAllListeners("data");
  discardAll(socket, socket);
}

/** A `data` listener that calls back when it has seen more than `maxBytes`. */
export function countBytes(maxBytes: number, onExceeded: () => void): (chunk: Uint8Array) => void {
  let bytesLeft = maxBytes;
  return ({ length }) => {
    bytesLeft -= length;
    if (bytesLeft < 0) onExceeded();
  };
}
