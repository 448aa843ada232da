import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex, Readable } from "node:stream";
import { clearTimeout, setTimeout } from "../util/realTime.js";

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

/** Makes a connection linger when it is ended behind a response, which would close it at once. */
export function lingerAtEnd(socket: Socket): void {
  socket.destroySoon = () => {
    linger(socket);
  };
}

/** Makes a connection linger if Node ends it behind this response, and behind no later one. */
export function lingerBehind(res: ServerResponse): void {
  const { socket } = res.req;
  let restore = (): void => undefined;
  // Node ends it in a listener between these two.
  res.prependOnceListener("finish", () => {
    const destroySoon = socket.destroySoon.bind(socket);
    restore = () => (socket.destroySoon = destroySoon);
    lingerAtEnd(socket);
  });
  res.once("finish", () => {
    restore();
  });
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
  discardAll(from, socket);
}

/** Throws away all that comes of a stream, and closes its connection if that is too much. */
function discardAll(from: Readable, socket: Duplex): void {
  const discard = countBytes(maxDiscarded, () => socket.destroy());
  // A listener takes a connection from Node's parser, and leaves it stopped if the parser has stopped
  // it: it has to go on before.
  from.pause();
  from.once("resume", () => from.on("data", discard)).resume();
}

/** Throws away what comes on a connection behind its last request. */
export function discardBehind(socket: Duplex): void {
  socket.removeAllListeners("data");
  discardAll(socket, socket);
}

/** A listener for pieces of data, which calls back once they have more than `most` bytes. */
export function countBytes(most: number, isOver: () => void): (piece: Uint8Array) => void {
  let left = most;
  return ({ length }) => {
    left -= length;
    if (left < 0) isOver();
  };
}
