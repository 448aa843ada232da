import type { Duplex } from "node:stream";
import { clearTimeout, setTimeout } from "../realTime.js";

/** How long a connection that is ended may go on sending, in milliseconds. */
const lingerMs = 5_000;
/**
 * How long what is written may take if the client has ended its own side, in milliseconds: Node
 * keeps from us that the client has reset the connection behind that, over TLS.
 */
const flushingMs = 500;
/** What is written counts as soon out up to so many bytes. */
const maxFlushed = 16 * 1024;

/**
 * Ends a connection once what is written is out. What the client still sends is thrown away: to
 * close at once would reset the connection before the client has read the answer.
 */
export function linger(socket: Duplex): void {
  socket.end();
  socket.resume();
  const isSoonOut = socket.readableEnded && socket.writableLength < maxFlushed;
  const end = setTimeout(
    () => {
      socket.destroy();
    },
    isSoonOut ? flushingMs : lingerMs,
  );
  end.unref();
  socket.once("close", () => {
    clearTimeout(end);
  });
}
