import type { Server as HttpServer, ServerOptions } from "node:http";
import { createServer, type Server } from "node:https";
import type { Socket } from "node:net";
import { reasonOf } from "../util/reason.js";
import type { TlsKeys } from "../settings/index.js";
import { rememberTcp } from "./tcp.js";

/** A server of HTTP, over TLS or not. */
export interface Created {
  readonly server: HttpServer;
  /** Ends the connections whose TLS handshake is not done, which Node does not know to end. */
  readonly endHandshakes: () => void;
}

/** Makes a server of HTTP over TLS. Throws if the keys cannot be used. */
export function createSecureServer(options: ServerOptions, keys: TlsKeys): Created {
  const server = create({ ...options, ...keys });
  // Node does not say which TCP connection one of TLS runs on: their ends do.
  const handshaking = new Map<string, Socket>();
  server.on("connection", (tcp: Socket) => {
    const ends = endsOf(tcp);
    handshaking.set(ends, tcp);
    tcp.once("close", () => {
      if (handshaking.get(ends) === tcp) handshaking.delete(ends);
    });
  });
  server.prependListener("secureConnection", (secure) => {
    // Not before: a client that ends its side in the handshake has left.
    secure.allowHalfOpen = true;
    const ends = endsOf(secure);
    const tcp = handshaking.get(ends);
    handshaking.delete(ends);
    if (tcp !== undefined) rememberTcp(secure, tcp);
  });
  // Node's parser takes the bytes below the connection until somebody listens for them, and TLS brings
  // it more of them when it has paused: it would refuse those. The connection keeps them for it.
  const listener = (): void => undefined;
  server.on("secureConnection", (secure) => {
    secure.on("data", listener).off("data", listener);
  });
  const endHandshakes = (): void => {
    for (const tcp of handshaking.values()) tcp.destroy();
  };
  return { server, endHandshakes };
}

function create(options: ServerOptions & TlsKeys): Server {
  try {
    return createServer(options);
  } catch (error) {
    throw new Error(`the certificate and its key cannot be used: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

function endsOf({ remoteAddress = "", remotePort = 0 }: Socket): string {
  return `${remoteAddress} ${String(remotePort)}`;
}
