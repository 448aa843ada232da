import type { Control } from "../control/index.js";
import { runStages, uploadStages } from "../stages/index.js";
import { logBug } from "../util/log.js";
import { replacingHeaders, type Answer, type Reply } from "../util/reply.js";
import { msSince } from "../util/clock.js";
import { twirpError } from "../twirp/errors.js";
import { allowPages, preflight } from "./cors.js";
import { discardBody } from "./discard.js";
import { receive, treat, trustIn } from "./head.js";
import type { Observer } from "./observers.js";
import { commit, whyAbandoned } from "./owed.js";
import { perform } from "./perform.js";
import { readBody } from "./body.js";
import type { Arrival, RequestRecord } from "./record.js";
import { failure, refuseBody, refuseHandshake } from "./refusals.js";
import type { Station } from "./station.js";
import { strictError } from "./strict.js";
import { wait } from "./wait.js";

/**
 * The whole story of a request, from its head to its end. What is there already is not waited for: a
 * request that is refused by its head alone is refused in the turn of that head.
 */
export async function handle(
  listener: Station,
  observers: readonly Observer[],
  arrival: Arrival,
): Promise<void> {
  try {
    const request = receive(listener, arrival);
    const trust = trustIn(request);
    treat(request, arrival.req.rawHeaders, trust instanceof Promise ? await trust : trust);
    for (const observer of observers) observer.begin?.(request);
    request.reply = await decide(request, arrival);
    request.release();
    request.stayed = await carryOut(request, request.reply, arrival);
    conclude(request, arrival);
    for (const observer of observers) observer.end?.(request);
  } catch (error) {
    answerBug(listener, error, arrival);
  }
}

/** What is done about a request: from its head alone, or from its body as well. */
async function decide(request: RequestRecord, arrival: Arrival): Promise<Reply> {
  const { req, res, awaitsContinue = false } = arrival;
  const refused = refuseUpload(request);
  if (refused !== undefined) {
    // In the turn of its head, so that not a byte of the body is read.
    req.socket.pause();
    commit(res);
    return refused;
  }
  if (awaitsContinue) res.writeContinue();
  // To return the promise itself takes more turns: pipelined requests would not stay in their order.
  return (await takeBody(request, arrival)) ?? (await answer(request));
}

/**
 * Refuses an upload from its head alone, if the control says so; the failure stage of a call that is
 * read would come too late.
 */
function refuseUpload(request: RequestRecord): Reply | undefined {
  const { control, strict, findings, route } = request;
  if (control.failMode !== "refuseUpload" || !control.fails) return undefined;
  if (!route.endpoint.isMethod) return undefined;
  if (strict && findings.list.length > 0) return undefined;
  return runStages(uploadStages, request, control);
}

/** Reads a request's body, or throws it away. Resolves with a reply if that ends the request. */
async function takeBody(request: RequestRecord, arrival: Arrival): Promise<Reply | undefined> {
  const { maxBody } = request.station;
  if (!request.route.endpoint.readsBody) {
    await discardBody(arrival, maxBody);
    return undefined;
  }
  const body = await readBody(arrival.req, maxBody);
  if (body === "left") return { hangUp: { how: "FIN", afterMs: 0 } };
  if (body === "too large") {
    await discardBody(arrival, maxBody);
    return refuseBody(maxBody);
  }
  request.body = body;
  return undefined;
}

/** The endpoint's reply, or that to a preflight; in strict mode an error if something is wrong. */
async function answer(request: RequestRecord): Promise<Reply> {
  const { endpoint } = request.route;
  const allowed = endpoint.hasCors ? preflight(request) : undefined;
  if (allowed !== undefined) return allowed;
  const loading = endpoint.load();
  const answerer = loading instanceof Promise ? await loading : loading;
  const answering = answerer(request);
  const reply = answering instanceof Promise ? await answering : answering;
  const error = request.strict ? strictError(request.findings) : undefined;
  if (error !== undefined) request.overrule("refused: strict");
  const judged = error === undefined ? reply : failure(error);
  return endpoint.hasCors ? allowPages(judged) : judged;
}

/** Waits and replies as it was decided. False if the client leaves before that is done. */
async function carryOut(request: RequestRecord, reply: Reply, arrival: Arrival): Promise<boolean> {
  const { station, control, findings, strict } = request;
  const { res, open } = arrival;
  const more = moreHeaders(control, strict ? [] : findings.toWarnings());
  const { waitMs } = request;
  if (waitMs > 0 && !(await wait(station.clock, waitMs, res.req.socket))) return false;
  if (!("open" in reply)) return perform(replacingHeaders(reply, more), res, station);
  if (open === undefined) return true;
  const { clock, log } = station;
  const problem = await open({ session: reply.open, clock, log, what: request.name }, more);
  if (problem === undefined) return true;
  const refusal = refuseHandshake(problem);
  request.reply = refusal;
  return perform(replacingHeaders(refusal, more), res, station);
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

/** Notes how a request has ended. */
function conclude(request: RequestRecord, { res }: Arrival): void {
  const { reply, stayed, station, startedAt } = request;
  request.ms = msSince(startedAt, station.clock);
  if (!stayed) request.whyCut = whyAbandoned(res) ?? "the client left";
  // Node may have got a head before its turn came.
  const isBegun = res.headersSent && (stayed || res.socket !== null);
  if (reply === undefined) return;
  if ("open" in reply) request.status = stayed ? 101 : null;
  else if ("status" in reply && isBegun) request.status = reply.status;
}

/** The one place where an exception ends: it is a bug of the mock. */
function answerBug(station: Station, error: unknown, { res }: Arrival): void {
  logBug(station.log, error);
  if (res.headersSent) {
    res.socket?.destroy();
    return;
  }
  const reply = failure(twirpError(500, "internal", `mock: a bug: ${String(error)}`));
  void perform(reply, res, station);
}
