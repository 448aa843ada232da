import type { Server as HttpServer, ServerOptions } from "node:http";
import { createServer, type Server } from "node:https";
import type { Socket } from "node:net";
import { reasonOf } from "../util/reason.js";
import type { TlsKeys } from "../settings/index.js";
import { rememberTcp } from "./tcp.js";

/** An HTTP server, with or without TLS. */
export interface CreatedServer {
  readonly server: HttpServer;
  /** Closes the connections whose TLS handshake is not complete. Node does not close them. */
  readonly endHandshakes: () => void;
}

/** Creates an HTTPS server. Throws if the keys are invalid. */
export function createSecureServer(options: ServerOptions, keys: TlsKeys): CreatedServer {
  const server = create({ ...options, ...keys });
  // Node does not expose a TLS connection's TCP socket, but both have the same remote address.
  const handshaking = new Map<string, Socket>();
  server.on("connection", (tcp: Socket) => {
    const address = addressOf(tcp);
    handshaking.set(address, tcp);
    tcp.once("close", () => {
      if (handshaking.get(address) === tcp) handshaking.delete(address);
    });
  });
  server.prependListener("secureConnection", (secure) => {
    // Not earlier: a client that ends its side during the handshake has left.
    secure.allowHalfOpen = true;
    const address = addressOf(secure);
    const tcp = handshaking.get(address);
    handshaking.delete(address);
    if (tcp !== undefined) rememberTcp(secure, tcp);
  });
  // Node's parser reads directly from the underlying handle until somebody listens for `data`. It
  // would refuse the bytes that TLS still delivers while it is paused. From here on, the stream
  // buffers them.
  const ignoreData = (): void => undefined;
  server.on("secureConnection", (secure) => {
    secure.on("data", ignoreData).off("data", ignoreData);
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
    throw new Error(`cannot use the TLS certificate and key: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

function addressOf({ remoteAddress = "", remotePort = 0 }: Socket): string {
  return `${remoteAddress} ${String(remotePort)}`;
}
