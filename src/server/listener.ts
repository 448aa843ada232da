/** The one file that knows sockets: it reads requests, performs replies, waits and hangs up. */
import {
  createServer,
  STATUS_CODES,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Clock } from "../clock.js";
import { Findings, printable } from "../findings.js";
import { plainly, type Outcome, type Reply } from "../reply.js";
import { twirpError } from "../twirp/errors.js";
import { answer } from "./answer.js";
import { failure } from "./api.js";
import { readBody } from "./body.js";
import type { Request } from "./request.js";
import { pathOf, route, type Route } from "./route.js";
import type { Station } from "./station.js";

/** The most that a request's headers may be, in bytes. */
const maxHeaderBytes = 1024 * 1024;
/** How long a request may take to arrive, in milliseconds. A pooled connection may wait as long. */
const arrivalMs = 5 * 60_000;
/** How long a connection may idle between two requests, in milliseconds. */
const keepAliveMs = 10 * 60_000;
/** How long a refused connection may go on sending, in milliseconds. */
const lingerMs = 5_000;

/** One region's HTTP server. Requests that come before {@link Listener.start} wait for it. */
export interface Listener {
  readonly server: Server;
  /** Starts to answer, as `station` says. */
  start(station: Station): void;
}

export function createListener(): Listener {
  const server = createServer({
    maxHeaderSize: maxHeaderBytes + 1,
    headersTimeout: arrivalMs,
    requestTimeout: arrivalMs,
    keepAliveTimeout: keepAliveMs,
  });
  // A client that is done sending still gets its answer, as from Go's server. Node has this as a
  // property of the server that its types don't know.
  Object.assign(server, { httpAllowHalfOpen: true });
  server.on("clientError", refuseConnection);
  let start: (station: Station) => void = () => undefined;
  const started = new Promise<Station>((resolve) => {
    start = resolve;
  });
  server.on("request", (req, res) => {
    void started.then((station) =>
      handle(station, req, res).catch((error: unknown) => {
        answerBug(station, error, res);
      }),
    );
  });
  return { server, start };
}

/** The whole story of a request. */
async function handle(station: Station, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const startedAt = station.clock.now();
  const path = pathOf(req.url ?? "/");
  const target = route(path, station.prefix);
  const body = isApi(target) ? await readBody(req, station.maxBody) : noBody;
  if (body === "left") return;
  const findings = new Findings();
  const request = {
    ...describeRequest(req, res, path),
    body: body === "too large" ? noBody : body,
  };
  const outcome =
    body === "too large"
      ? refuseBody(station.maxBody)
      : await answer(station, target, request, findings);
  const stayed = await wait(station.clock, outcome.waitMs, req.socket);
  if (stayed) perform(outcome.reply, findings.toWarnings(), res);

  const what = `${station.region.name} ${nameOf(target, request)}`;
  for (const line of findings.toLines()) station.log.warn(() => `warning: ${what}: ${line}`);
  station.log.info(() => {
    const notes = stayed ? outcome.notes : [...outcome.notes, "the client left"];
    const ms = String(station.clock.now() - startedAt);
    const tail = notes.length === 0 ? "" : ` (${printable(notes.join("; "), maxNotes)})`;
    return `${what} ${statusOf(outcome.reply)} ${ms} ms${tail}`;
  });
}

/** Most characters of a line of the log that come from the request's path, and from the notes. */
const maxName = 100;
const maxNotes = 200;
const noBody = new Uint8Array();

function isApi({ kind }: Route): boolean {
  return kind === "method" || kind === "unknownMethod";
}

function describeRequest(
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
): Omit<Request, "body"> {
  return {
    method: req.method ?? "",
    path,
    rawHeaders: req.rawHeaders,
    contentType: req.headers["content-type"] ?? "",
    authorization: req.headers.authorization ?? "",
    node: { req, res },
  };
}

function refuseBody(maxBody: number): Outcome {
  const msg = `mock: the request body is over ${String(maxBody)} bytes (--max-body)`;
  return plainly(failure(twirpError(413, "resource_exhausted", msg)));
}

/** Waits before a reply. False where the client leaves before the end: then nothing is left of it. */
async function wait(clock: Clock, ms: number, socket: Socket): Promise<boolean> {
  if (ms === 0) return true;
  const leaving = new AbortController();
  const leave = (): void => {
    leaving.abort();
  };
  if (socket.readableEnded || socket.destroyed) leave();
  socket.once("end", leave).once("close", leave);
  await clock.wait(ms, leaving.signal);
  socket.off("end", leave).off("close", leave);
  if (leaving.signal.aborted) socket.destroy();
  return !leaving.signal.aborted;
}

function perform(reply: Reply, warnings: readonly string[], res: ServerResponse): void {
  if ("hangUp" in reply) {
    res.socket?.destroySoon();
    return;
  }
  const { status, body } = reply;
  const headers = reply.headers.flat();
  for (const warning of warnings) headers.push("X-Lk-Mock-Warning", warning);
  if (status !== 204 && status !== 304) {
    headers.push("Content-Length", String(Buffer.byteLength(body)));
  }
  res.writeHead(status, headers).end(body);
}

/** The one place where an exception ends: it is a bug of the mock. */
function answerBug({ log }: Station, error: unknown, res: ServerResponse): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log.warn(() => `bug of the mock: ${text}`);
  if (res.headersSent) res.socket?.destroy();
  else perform(failure(twirpError(500, "internal", `mock: a bug: ${String(error)}`)), [], res);
}

/** Answers what is no HTTP request, as Node's parser has it, and ends the connection. */
function refuseConnection(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const [status, reason] = refusals.get(error.code ?? "") ?? [400, `not HTTP: ${error.message}`];
  const body = `${String(status)} ${reason}\n`;
  const head = [
    `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ""}`,
    "Content-Type: text/plain; charset=utf-8",
    `Content-Length: ${String(Buffer.byteLength(body))}`,
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
  // Closing while the client still sends would reset the connection before it has read the answer.
  socket.resume();
  const end = setTimeout(() => socket.destroy(), lingerMs).unref();
  socket.once("close", () => {
    clearTimeout(end);
  });
}

const refusals = new Map<string, [status: number, reason: string]>([
  ["HPE_HEADER_OVERFLOW", [431, `the headers are over ${String(maxHeaderBytes)} bytes`]],
  ["ERR_HTTP_REQUEST_TIMEOUT", [408, `the request took over ${String(arrivalMs)} ms to arrive`]],
]);

function nameOf(target: Route, { method, path }: Pick<Request, "method" | "path">): string {
  return target.kind === "method" ? target.method.path : printable(`${method} ${path}`, maxName);
}

function statusOf(reply: Reply): string {
  return "hangUp" in reply ? "closed" : String(reply.status);
}
