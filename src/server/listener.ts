import { once } from "node:events";
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import type { Awaitable } from "../util/awaitable.js";
import { printable } from "../util/findings.js";
import { handle } from "./handle.js";
import {
  maxHeaderBytes,
  maxHeaderLines,
  problemIn,
  refuseConnection,
  refuseRequest,
  unmetExpectation,
} from "./invalidRequests.js";
import type { Observer } from "./observers.js";
import { enqueue } from "./responseQueue.js";
import type { TlsKeys } from "../settings/index.js";
import type { Arrival } from "./record.js";
import type { Created } from "./secure.js";
import type { ListenerContext } from "./listenerContext.js";
import { takeUpgrades } from "./upgrade.js";

/** How long a connection may idle between two requests, in milliseconds. */
const keepAliveMs = 10 * 60_000;
/** How long a connection is silent before the system looks whether its client is still there. */
const probeMs = 60_000;
/** Most characters of the log's line about a connection that never was. */
const maxReason = 200;

/** One region's HTTP server. */
export interface Listener {
  /** The port that it is bound to. */
  readonly port: number;
  /** Why it is not on IPv6, which it was to be as well; `undefined` if nothing is missing. */
  readonly withoutIpv6?: string;
  /** Starts to answer, as `station` says. Requests that came before have waited for it. */
  start(listener: ListenerContext, observers: readonly Observer[]): void;
  /** Ends all connections, and resolves once the port is free. */
  close(): Promise<void>;
}

const options: ServerOptions = {
  maxHeaderSize: maxHeaderBytes + 1,
  // A request may take its time to arrive, and an upload that is refused never does.
  headersTimeout: 0,
  requestTimeout: 0,
  // The lines of the headers are counted before.
  requireHostHeader: false,
  keepAliveTimeout: keepAliveMs,
  keepAlive: true,
  keepAliveInitialDelay: probeMs,
};

/**
 * Binds a port, of TLS if there are keys; 0 is one that the system picks. With `ipv6Only`, the host
 * `::` leaves the port of IPv4 to others. Rejects with Node's error if that fails.
 */
export async function listen(
  host: string,
  port: number,
  tls?: TlsKeys,
  ipv6Only = false,
): Promise<Listener> {
  const { server, endHandshakes } = tls === undefined ? createPlain() : await createSecure(tls);
  // Node drops all headers behind these without a word, so one too many tells that there are more.
  server.maxHeadersCount = maxHeaderLines + 1;
  // A client that is done sending still gets its answer, as from Go's server. Node has this as a
  // property of the server that its types don't know.
  Object.assign(server, { httpAllowHalfOpen: true });
  const { start, endUpgraded } = handleRequests(server);
  server.listen({ port, host, ipv6Only });
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    start: (listener, observers) => {
      start({ listener, observers });
    },
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      endHandshakes();
      endUpgraded();
      await closed;
    },
  };
}

function createPlain(): Created {
  return { server: createServer(options), endHandshakes: () => undefined };
}

async function createSecure(tls: TlsKeys): Promise<Created> {
  const { createSecureServer } = await import("./secure.js");
  return createSecureServer(options, tls);
}

/** What OpenSSL says of a handshake that fails; its reason is short: `http request`. */
type TlsError = Error & { readonly reason?: string };

/** What serves the requests of a listener. */
interface Service {
  readonly listener: ListenerContext;
  readonly observers: readonly Observer[];
}

/** Answers requests from when the returned function is called; earlier ones wait for it. */
function handleRequests(server: Server): {
  readonly start: (service: Service) => void;
  readonly endUpgraded: () => void;
} {
  let begin: (service: Service) => void = () => undefined;
  let started: Awaitable<Service> = new Promise((resolve) => {
    begin = resolve;
  });
  const start = (service: Service): void => {
    begin(service);
    started = service;
  };
  const warn = async (what: string): Promise<void> => {
    const { log, region } = (await started).listener;
    log.warn(() => `warning: ${region.name}: ${printable(what, maxReason)}`);
  };
  const serve = async (arrival: Arrival, problem = problemIn(arrival.req)): Promise<void> => {
    enqueue(arrival.req, arrival.res);
    if (problem !== undefined) {
      refuseRequest(arrival.res, ...problem);
      return;
    }
    const { listener, observers } = started instanceof Promise ? await started : started;
    await handle(listener, observers, arrival);
  };
  server.on("request", (req, res) => {
    void serve({ req, res });
  });
  server.on("checkContinue", (req, res) => {
    void serve({ req, res, awaitsContinue: true });
  });
  server.on("checkExpectation", (req: IncomingMessage, res: ServerResponse) => {
    void serve({ req, res }, problemIn(req) ?? unmetExpectation);
  });
  server.on("clientError", (error, socket) => {
    const reason = refuseConnection(error, socket);
    if (reason !== undefined) void warn(`${reason}; the connection ends`);
  });
  server.on("tlsClientError", ({ message, reason = message }: TlsError) => {
    void warn(`no TLS connection: ${reason}`);
  });
  const endUpgraded = takeUpgrades(server, (req, res, open) => {
    void serve({ req, res, open });
  });
  return { start, endUpgraded };
}
