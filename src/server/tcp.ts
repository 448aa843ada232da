import type { Socket } from "node:net";

/** The TCP connection below each connection of TLS. */
const below = new WeakMap<Socket, Socket>();

/** Remembers the TCP connection that a connection of TLS runs on. */
export function layOver(secure: Socket, tcp: Socket): void {
  below.set(secure, tcp);
}

/** Resets a connection: an RST of TCP, below TLS where there is some. */
export function reset(socket: Socket): void {
  (below.get(socket) ?? socket).resetAndDestroy();
}
