import type { Socket } from "node:net";

/** The TCP socket under each TLS connection. */
const tcpBelow = new WeakMap<Socket, Socket>();

/** Records the TCP socket under a TLS connection. */
export function rememberTcp(secure: Socket, tcp: Socket): void {
  tcpBelow.set(secure, tcp);
}

/** Resets a connection with a TCP RST, under TLS if there is any. */
export function reset(socket: Socket): void {
  (tcpBelow.get(socket) ?? socket).resetAndDestroy();
}
