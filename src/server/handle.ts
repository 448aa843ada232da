import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Clock } from "../clock.js";
import { Findings, printable } from "../findings.js";
import { logBug } from "../log.js";
import { plainly, type Outcome, type Reply } from "../reply.js";
import { twirpError } from "../twirp/errors.js";
import { answer } from "./answer.js";
import { failure } from "./api.js";
import { readBody } from "./body.js";
import type { Request } from "./request.js";
import { pathOf, queryOf, route, type Route } from "./route.js";
import { refuseHandshake } from "./signal.js";
import type { Station } from "./station.js";
import type { Open } from "./upgrade.js";

/**
 * The whole story of a request.
 *
 * @param open goes on with a WebSocket, where the client asks for one on a signal path
 */
export async function handle(
  station: Station,
  req: IncomingMessage,
  res: ServerResponse,
  open?: Open,
): Promise<void> {
  const startedAt = station.clock.now();
  const path = pathOf(req.url ?? "/");
  const target = route(path, station.prefix);
  const body = isApi(target) ? await readBody(req, station.maxBody) : noBody;
  if (body === "left") return;
  const findings = new Findings();
  const request = {
    ...describeRequest(req, res, path),
    upgrades: open !== undefined,
    body: body === "too large" ? noBody : body,
  };
  const outcome =
    body === "too large"
      ? refuseBody(station.maxBody)
      : await answer(station, target, request, findings);
  const stayed = await wait(station.clock, outcome.waitMs, req.socket);
  const what = `${station.region.name} ${nameOf(target, request)}`;
  const warnings = findings.toWarnings();
  let { reply } = outcome;
  if (stayed && "open" in reply) {
    const { clock, log } = station;
    const problem = open?.({ session: reply.open, clock, log, what }, warnings);
    if (problem !== undefined) reply = refuseHandshake(problem);
  }
  if (stayed) perform(reply, warnings, res);

  for (const line of findings.toLines()) station.log.warn(() => `warning: ${what}: ${line}`);
  station.log.info(() => {
    const notes = stayed ? outcome.notes : [...outcome.notes, "the client left"];
    const ms = String(station.clock.now() - startedAt);
    const tail = notes.length === 0 ? "" : ` (${printable(notes.join("; "), maxNotes)})`;
    return `${what} ${statusOf(reply)} ${ms} ms${tail}`;
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
): Omit<Request, "body" | "upgrades"> {
  return {
    method: req.method ?? "",
    path,
    query: queryOf(req.url ?? ""),
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
  if ("open" in reply) return;
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
export function answerBug(station: Station, error: unknown, res: ServerResponse): void {
  logBug(station.log, error);
  if (res.headersSent) res.socket?.destroy();
  else perform(failure(twirpError(500, "internal", `mock: a bug: ${String(error)}`)), [], res);
}

function nameOf(target: Route, { method, path }: Pick<Request, "method" | "path">): string {
  return target.kind === "method" ? target.method.path : printable(`${method} ${path}`, maxName);
}

function statusOf(reply: Reply): string {
  if ("open" in reply) return "101";
  return "hangUp" in reply ? "closed" : String(reply.status);
}
