import type { Socket } from "node:net";

/** The TCP connection below each connection of TLS. */
const tcpBelow = new WeakMap<Socket, Socket>();

/** Remembers the TCP connection that a connection of TLS runs on. */
export function rememberTcp(secure: Socket, tcp: Socket): void {
  tcpBelow.set(secure, tcp);
}

/** Resets a connection: an RST of TCP, below TLS where there is some. */
export function reset(socket: Socket): void {
  (tcpBelow.get(socket) ?? socket).resetAndDestroy();
}
