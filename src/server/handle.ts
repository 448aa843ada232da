import type { IncomingMessage, ServerResponse } from "node:http";
import { whenThere, type Awaitable } from "../util/awaitable.js";
import { msSince } from "../util/clock.js";
import type { Control } from "../control/index.js";
import { Findings, printable } from "../util/findings.js";
import { logBug } from "../util/log.js";
import { setImmediate } from "../util/realTime.js";
import {
  plainly,
  replacingHeaders,
  type Answer,
  type HangUp,
  type Outcome,
  type Reply,
} from "../util/reply.js";
import { twirpError } from "../twirp/errors.js";
import { answer } from "./answer.js";
import { readBody } from "./body.js";
import { refuseUpload } from "./call.js";
import { readHead, type Head } from "./head.js";
import { isOwnHost } from "./host.js";
import { commit, whyAbandoned } from "./owed.js";
import { perform, wait } from "./perform.js";
import { placeOf } from "./place.js";
import { discardBody } from "./discard.js";
import { failure, refuseHandshake } from "./refusals.js";
import { isForMock, pathOf, route, targetOf, type Route } from "./route.js";
import type { Station } from "./station.js";
import type { Open } from "./upgrade.js";

/** What a request asks for beside its head. */
export interface Asks {
  /** Goes on with a WebSocket; there where the client asks for one on a signal path. */
  readonly open?: Open;
  /** Whether the client waits for a `100 Continue` before it sends the body. */
  readonly awaitsContinue?: boolean;
}

/** A request on its way through the mock. */
interface Passage {
  readonly station: Station;
  readonly head: Head;
  readonly findings: Findings;
  readonly res: ServerResponse;
  /** What it is called in the log. */
  readonly what: () => string;
  /** By the clock's uptime, in milliseconds. */
  readonly startedAt: number;
}

/** What has become of a request. */
interface End {
  readonly reply: Reply;
  /** Whether the client was there to the end. */
  readonly stayed: boolean;
}

/** The whole story of a request. A promise is made only where there is something to wait for. */
export function handle(
  listener: Station,
  req: IncomingMessage,
  res: ServerResponse,
  asks: Asks,
): Awaitable<void> {
  const startedAt = listener.clock.uptime();
  const findings = new Findings();
  const station = placeOf(listener, req.headers.host, findings);
  const target = targetOf(req.url ?? "");
  const to = leadTo(station, pathOf(target), req.headers.host);
  return whenThere(readHead(station, to, target, req, findings), (head) => {
    const what = (): string => `${station.region.name} ${nameOf(to, head)}`;
    const passage = { station, head, findings, res, what, startedAt };
    return whenThere(decide(station, to, head, { req, res }, asks, findings), (outcome) =>
      whenThere(carryOut(passage, outcome, asks), (end) => {
        conclude(passage, outcome, end);
      }),
    );
  });
}

/** Where a path leads at this host. */
function leadTo(station: Station, path: string, host: string | undefined): Route {
  const to = route(path, station.prefix);
  if (host === undefined || to.kind === "health" || !isForMock(to, path)) return to;
  return isOwnHost(host, station) ? to : { kind: "otherHost" };
}

/** Waits and answers as an outcome says. */
function carryOut(
  { station, head, findings, res, what }: Passage,
  { reply, waitMs }: Outcome,
  { open }: Asks,
): Awaitable<End> {
  const { clock, log } = station;
  const more = moreHeaders(head.control, head.strict ? [] : findings.toWarnings());
  return whenThere(wait(clock, waitMs, res.req.socket), (stayed) => {
    if (!stayed) return { reply, stayed };
    if (!("open" in reply)) return finish(replacingHeaders(reply, more), res, station);
    if (open === undefined) return { reply, stayed };
    const conversation = { session: reply.open, clock, log, what: what() };
    return whenThere(open(conversation, more), (problem) =>
      problem === undefined
        ? { reply, stayed }
        : finish(replacingHeaders(refuseHandshake(problem), more), res, station),
    );
  });
}

function finish(reply: Answer | HangUp, res: ServerResponse, station: Station): Awaitable<End> {
  return whenThere(perform(reply, res, station), (stayed) => ({ reply, stayed }));
}

/** Tells of a request that is over. */
function conclude(passage: Passage, outcome: Outcome, { reply, stayed }: End): void {
  const { station, head, findings, res, what, startedAt } = passage;
  const { clock, log } = station;
  const ms = msSince(startedAt, clock);
  const status = begunStatus(reply, stayed, res);
  for (const line of findings.toLines()) log.warn(() => `warning: ${what()}: ${line}`);
  log.info(() => {
    const { id } = head.control;
    const notes = [...(id === undefined ? [] : [`id ${id}`]), ...outcome.notes];
    if (!stayed) notes.push(whyAbandoned(res) ?? "the client left");
    const tail = notes.length === 0 ? "" : ` (${printable(notes.join("; "), maxNotes)})`;
    return `${what()} ${resultOf(reply, stayed, status)} ${String(ms)} ms${tail}`;
  });
  tell(station, head, outcome, status, ms);
}

/** Calls back what the mock's owner wants to know of each request. */
function tell(
  { region, onRequest }: Station,
  { control, method, path, headers }: Head,
  { injected }: Outcome,
  status: number | null,
  ms: number,
): void {
  if (onRequest === undefined) return;
  const host = headers.host ?? null;
  const of = { id: control.id ?? null, region: region.index, method, host, path };
  const seen = { ...of, status, injected: injected ?? null, ms };
  // What the callback throws is for its owner to see, and no bug of the mock.
  setImmediate(() => {
    onRequest(seen);
  });
}

/** The status that went out, of a whole answer or of the beginning of one. */
function begunStatus(reply: Reply, stayed: boolean, res: ServerResponse): number | null {
  if ("open" in reply) return stayed ? 101 : null;
  // Node may have got a head before its turn came.
  const isBegun = res.headersSent && (stayed || res.socket !== null);
  return "status" in reply && isBegun ? reply.status : null;
}

/** Most characters of a line of the log that come from the request's path, and from the notes. */
const maxName = 100;
const maxNotes = 300;
const noBody = new Uint8Array();

/** What is done about a request: from its head alone, or from its body as well. */
function decide(
  station: Station,
  to: Route,
  head: Head,
  node: { readonly req: IncomingMessage; readonly res: ServerResponse },
  { open, awaitsContinue = false }: Asks,
  findings: Findings,
): Awaitable<Outcome> {
  const refused = refuseUpload(station, to, head, findings);
  if (refused !== undefined) {
    // In the turn of its head, so that not a byte of the body is read.
    node.req.socket.pause();
    commit(node.res);
    return refused;
  }
  if (awaitsContinue) node.res.writeContinue();
  const body = hasBody(to)
    ? readBody(node.req, station.maxBody)
    : whenThere(discardBody(node, station.maxBody), () => noBody);
  return whenThere(body, (bytes) => {
    if (bytes === "left") return plainly({ hangUp: { how: "FIN", afterMs: 0 } });
    if (bytes === "too large") {
      return whenThere(discardBody(node, station.maxBody), () => refuseBody(station.maxBody));
    }
    const request = { head, body: bytes, upgrades: open !== undefined };
    return answer(station, to, request, findings);
  });
}

function hasBody({ kind }: Route): boolean {
  return kind === "method" || kind === "unknownMethod" || kind === "explain";
}

function refuseBody(maxBody: number): Outcome {
  const msg = `mock: the request body is over ${String(maxBody)} bytes (--max-body)`;
  return plainly(failure(twirpError(413, "resource_exhausted", msg)));
}

/** The headers that any answer gets: those of the control, and the findings. */
function moreHeaders(
  { headers = {}, id }: Control,
  warnings: readonly string[],
): Answer["headers"] {
  const more = Object.entries(headers);
  if (id !== undefined) more.push(["X-Lk-Mock-Id", id]);
  for (const warning of warnings) more.push(["X-Lk-Mock-Warning", warning]);
  return more;
}

/** The one place where an exception ends: it is a bug of the mock. */
export function answerBug(station: Station, error: unknown, res: ServerResponse): void {
  logBug(station.log, error);
  if (res.headersSent) res.socket?.destroy();
  else {
    const reply = failure(twirpError(500, "internal", `mock: a bug: ${String(error)}`));
    void perform(reply, res, station);
  }
}

function nameOf(to: Route, { method, path }: Head): string {
  return to.kind === "method" ? to.method.path : printable(`${method} ${path}`, maxName);
}

/** What became of a request, for the log. */
function resultOf(reply: Reply, stayed: boolean, status: number | null): string {
  if (status !== null) return String(status);
  if (!stayed || !("hangUp" in reply)) return "-";
  return reply.hangUp.how === "FIN" ? "closed" : "reset";
}
