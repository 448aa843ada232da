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
import { setImmediate } from "../util/realTime.js";
import { handle } from "./handle.js";
import {
  maxHeaderBytes,
  maxHeaderLines,
  findProblem,
  refuseConnection,
  refuseRequest,
  unmetExpectation,
} from "./invalidRequests.js";
import type { Observer } from "./observers.js";
import { enqueue } from "./responseQueue.js";
import type { TlsKeys } from "../settings/index.js";
import type { Arrival } from "./record.js";
import type { CreatedServer } from "./secure.js";
import type { ListenerContext } from "./listenerContext.js";
import { takeUpgrades } from "./upgrade.js";

/** How long a connection may be idle between two requests, in milliseconds. */
const keepAliveMs = 10 * 60_000;
/** How long a connection is silent before TCP probes whether the client is alive, in milliseconds. */
const probeMs = 60_000;
/** Maximum length of a log line about a failed connection, in characters. */
const maxReason = 200;

/** One region's HTTP server. */
export interface Listener {
  /** The port it is bound to. */
  readonly port: number;
  /** Why it is not bound to IPv6, although it should be; `undefined` if nothing is missing. */
  readonly withoutIpv6?: string;
  /** Starts to handle requests, including those that are already waiting. */
  start(listener: ListenerContext, observers: readonly Observer[]): void;
  /** Closes all connections, and resolves once the port is free. */
  close(): Promise<void>;
}

const options: ServerOptions = {
  maxHeaderSize: maxHeaderBytes + 1,
  // A request may arrive slowly, and a refused upload never arrives completely.
  headersTimeout: 0,
  requestTimeout: 0,
  // `findProblem` checks this, after the number of header lines.
  requireHostHeader: false,
  keepAliveTimeout: keepAliveMs,
  keepAlive: true,
  keepAliveInitialDelay: probeMs,
};

/**
 * Binds a port, with TLS if there are keys. For port 0 the system picks one. With `ipv6Only`, the
 * host `::` does not bind IPv4. Rejects with Node's error if binding fails.
 */
export async function listen(
  host: string,
  port: number,
  tls?: TlsKeys,
  ipv6Only = false,
): Promise<Listener> {
  const { server, endHandshakes } = tls === undefined ? createPlain() : await createSecure(tls);
  // Node silently drops all headers beyond this number, so allow one too many to notice that.
  server.maxHeadersCount = maxHeaderLines + 1;
  // A client that has ended its side still gets its response, as from Go's server. Node's types lack
  // this property.
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
      // The connections' ends come after the server's, and observers that call back after those.
      for (let turn = 0; turn < 3; turn++) {
        await new Promise<void>((resolve) => void setImmediate(resolve));
      }
    },
  };
}

function createPlain(): CreatedServer {
  return { server: createServer(options), endHandshakes: () => undefined };
}

async function createSecure(tls: TlsKeys): Promise<CreatedServer> {
  const { createSecureServer } = await import("./secure.js");
  return createSecureServer(options, tls);
}

/** OpenSSL's error for a failed handshake; `reason` is short, such as `http request`. */
type TlsError = Error & { readonly reason?: string };

/** What a listener needs to handle requests. */
interface Service {
  readonly listener: ListenerContext;
  readonly observers: readonly Observer[];
}

/** Handles requests once the returned `start` is called. Earlier requests wait for it. */
function handleRequests(server: Server): {
  readonly start: (service: Service) => void;
  readonly endUpgraded: () => void;
} {
  let resolveService: (service: Service) => void = () => undefined;
  let started: Awaitable<Service> = new Promise((resolve) => {
    resolveService = resolve;
  });
  const start = (service: Service): void => {
    resolveService(service);
    started = service;
  };
  const warn = async (problem: string): Promise<void> => {
    const { log, region } = (await started).listener;
    log.warn(() => `${region.name}: ${printable(problem, maxReason)}`);
  };
  const serve = async (arrival: Arrival, problem = findProblem(arrival.req)): Promise<void> => {
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
    void serve({ req, res }, findProblem(req) ?? unmetExpectation);
  });
  server.on("clientError", (error, socket) => {
    const reason = refuseConnection(error, socket);
    if (reason !== undefined) void warn(`${reason}; connection closed`);
  });
  server.on("tlsClientError", ({ message, reason = message }: TlsError) => {
    void warn(`TLS handshake failed: ${reason}`);
  });
  const endUpgraded = takeUpgrades(server, (req, res, open) => {
    void serve({ req, res, open });
  });
  return { start, endUpgraded };
}
