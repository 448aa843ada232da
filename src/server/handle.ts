import type { IncomingMessage, ServerResponse } from "node:http";
import type { Control } from "../control/index.js";
import { Findings, printable } from "../findings.js";
import { logBug } from "../log.js";
import { plainly, replacingHeaders, type Answer, type Outcome, type Reply } from "../reply.js";
import { twirpError } from "../twirp/errors.js";
import { answer } from "./answer.js";
import { readBody } from "./body.js";
import { refuseUpload } from "./call.js";
import { readHead, type Head } from "./head.js";
import { perform, wait } from "./perform.js";
import { placeOf } from "./place.js";
import { failure, refuseHandshake } from "./refusals.js";
import { pathOf, route, targetOf, type Route } from "./route.js";
import type { Station } from "./station.js";
import type { Open } from "./upgrade.js";

/** What a request asks for beside its head. */
export interface Asks {
  /** Goes on with a WebSocket; there where the client asks for one on a signal path. */
  readonly open?: Open;
  /** Whether the client waits for a `100 Continue` before it sends the body. */
  readonly awaitsContinue?: boolean;
}

/** The whole story of a request. */
export async function handle(
  listener: Station,
  req: IncomingMessage,
  res: ServerResponse,
  asks: Asks,
): Promise<void> {
  const startedAt = listener.clock.now();
  const findings = new Findings();
  const station = placeOf(listener, req.headers.host, findings);
  const target = targetOf(req.url ?? "");
  const to = route(pathOf(target), station.prefix);
  const head = readHead(station, to, target, req, findings);
  const outcome = await decide(station, to, head, { req, res }, asks, findings);
  const what = `${station.region.name} ${nameOf(to, head)}`;
  const warnings = head.strict ? [] : findings.toWarnings();
  const more = moreHeaders(head.control, warnings);
  let { reply } = outcome;
  let stayed = await wait(station.clock, outcome.waitMs, req.socket);
  if (stayed && "open" in reply) {
    const { clock, log } = station;
    const problem = await asks.open?.({ session: reply.open, clock, log, what }, more);
    if (problem !== undefined) reply = refuseHandshake(problem);
  }
  if (stayed && !("open" in reply)) {
    stayed = await perform(replacingHeaders(reply, more), res, station.clock);
  }

  const ms = station.clock.now() - startedAt;
  for (const line of findings.toLines()) station.log.warn(() => `warning: ${what}: ${line}`);
  station.log.info(() => {
    const { id } = head.control;
    const notes = [...(id === undefined ? [] : [`id ${id}`]), ...outcome.notes];
    if (!stayed) notes.push("the client left");
    const tail = notes.length === 0 ? "" : ` (${printable(notes.join("; "), maxNotes)})`;
    return `${what} ${statusOf(reply)} ${String(ms)} ms${tail}`;
  });
  tell(station, head, outcome, begunStatus(reply, stayed, res), ms);
}

/** Calls back what the mock's owner wants to know of each request. */
function tell(
  { region, onRequest }: Station,
  { control, method, path }: Head,
  { injected }: Outcome,
  status: number | null,
  ms: number,
): void {
  if (onRequest === undefined) return;
  const of = { id: control.id ?? null, region: region.index, method, path };
  // What the callback throws is for its owner to see, and no bug of the mock.
  process.nextTick(onRequest, { ...of, status, injected: injected ?? null, ms });
}

/** The status that went out, of a whole answer or of the beginning of one. */
function begunStatus(reply: Reply, stayed: boolean, res: ServerResponse): number | null {
  if ("open" in reply) return stayed ? 101 : null;
  return "status" in reply && res.headersSent ? reply.status : null;
}

/** Most characters of a line of the log that come from the request's path, and from the notes. */
const maxName = 100;
const maxNotes = 300;
const noBody = new Uint8Array();

/** What is done about a request: from its head alone, or from its body as well. */
async function decide(
  station: Station,
  to: Route,
  head: Head,
  node: { readonly req: IncomingMessage; readonly res: ServerResponse },
  { open, awaitsContinue = false }: Asks,
  findings: Findings,
): Promise<Outcome> {
  const refused = refuseUpload(station, to, head, findings);
  if (refused !== undefined) {
    // In the turn of its head, so that not a byte of the body is read.
    node.req.socket.pause();
    return refused;
  }
  if (awaitsContinue) node.res.writeContinue();
  const body = hasBody(to) ? await readBody(node.req, station.maxBody) : noBody;
  if (body === "left") return plainly({ hangUp: { how: "FIN", afterMs: 0 } });
  if (body === "too large") return refuseBody(station.maxBody);
  const request = { ...head, upgrades: open !== undefined, node, body };
  return answer(station, to, request, findings);
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
    void perform(reply, res, station.clock);
  }
}

function nameOf(to: Route, { method, path }: Head): string {
  return to.kind === "method" ? to.method.path : printable(`${method} ${path}`, maxName);
}

function statusOf(reply: Reply): string {
  if ("open" in reply) return "101";
  if ("status" in reply) return String(reply.status);
  return reply.hangUp.how === "FIN" ? "closed" : "reset";
}
