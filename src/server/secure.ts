import type { ServerOptions } from "node:http";
import { createServer, type Server } from "node:https";
import type { Socket } from "node:net";
import { layOver } from "./tcp.js";

/** A certificate chain and its private key, in PEM. */
export interface TlsKeys {
  readonly cert: string;
  readonly key: string;
}

/** A server of HTTP over TLS. Throws Node's error where the keys cannot be used. */
export function createSecureServer(options: ServerOptions, { cert, key }: TlsKeys): Server {
  const server = createServer({ ...options, allowHalfOpen: true, cert, key });
  // Node does not say which TCP connection one of TLS runs on: their ends do.
  const open = new Map<string, Socket>();
  server.on("connection", (tcp: Socket) => {
    const ends = endsOf(tcp);
    open.set(ends, tcp);
    tcp.once("close", () => {
      if (open.get(ends) === tcp) open.delete(ends);
    });
  });
  server.prependListener("secureConnection", (secure) => {
    const tcp = open.get(endsOf(secure));
    if (tcp !== undefined) layOver(secure, tcp);
  });
  return server;
}

function endsOf({ remoteAddress = "", remotePort = 0 }: Socket): string {
  return `${remoteAddress} ${String(remotePort)}`;
}
