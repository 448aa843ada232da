import type { Duplex } from "node:stream";
import { clearTimeout, setTimeout } from "../realTime.js";

/** How long a connection that is ended may go on sending, in milliseconds. */
const lingerMs = 5_000;

/**
 * Ends a connection once what is written is out. What the client still sends is thrown away: to
 * close at once would reset the connection before the client has read the answer.
 */
export function linger(socket: Duplex): void {
  socket.end();
  socket.resume();
  const end = setTimeout(() => {
    socket.destroy();
  }, lingerMs);
  end.unref();
  socket.once("close", () => {
    clearTimeout(end);
  });
}
