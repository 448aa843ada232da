import type { Control } from "../control/index.js";
import { runStages } from "../stages/call.js";
import { uploadStages } from "../stages/upload.js";
import { logBug } from "../util/log.js";
import { replacingHeaders, type Answer, type Reply } from "../util/reply.js";
import { msSince } from "../util/clock.js";
import { twirpError } from "../twirp/errors.js";
import type { Awaitable } from "../util/awaitable.js";
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
 * The whole story of a request, from its head to its end. Only what is a promise is awaited: a request
 * for which all is there is answered in the turn of its head.
 */
export async function handle(
  listener: Station,
  observers: readonly Observer[],
  arrival: Arrival,
): Promise<void> {
  try {
    const request = receive(listener, arrival);
    const { endpoint } = request.route;
    const trust = trustIn(request);
    treat(request, arrival.req.rawHeaders, trust instanceof Promise ? await trust : trust);
    for (const observer of observers) observer.begin?.(request);

    let reply = refuseUpload(request, arrival);
    if (reply === undefined) {
      const taken = takeBody(request, arrival);
      reply = taken instanceof Promise ? await taken : taken;
    }
    if (endpoint.hasCors) reply ??= preflight(request);
    if (reply === undefined) {
      const loaded = endpoint.load();
      const answer = loaded instanceof Promise ? await loaded : loaded;
      const answered = answer(request);
      reply = judge(request, answered instanceof Promise ? await answered : answered);
    }
    request.reply = reply;
    request.release();

    const done = carryOut(request, reply, arrival);
    request.stayed = done instanceof Promise ? await done : done;
    conclude(request, arrival);
    for (const observer of observers) observer.end?.(request);
  } catch (error) {
    answerBug(listener, error, arrival);
  }
}

/**
 * Refuses an upload from its head alone, if the control says so; the failure stage of a call that is
 * read would come too late.
 */
function refuseUpload(request: RequestRecord, { req, res }: Arrival): Reply | undefined {
  const { control, strict, findings, route } = request;
  if (control.failMode !== "refuseUpload" || !control.fails) return undefined;
  if (!route.endpoint.isMethod) return undefined;
  if (strict && findings.list.length > 0) return undefined;
  // In the turn of its head, so that not a byte of the body is read.
  req.socket.pause();
  commit(res);
  return runStages(uploadStages, request, control);
}

/** Reads a request's body, or throws it away. The result is a reply if that ends the request. */
function takeBody(request: RequestRecord, arrival: Arrival): Awaitable<Reply | undefined> {
  if (arrival.awaitsContinue === true) arrival.res.writeContinue();
  if (request.route.endpoint.readsBody) return keepBody(request, arrival);
  return discardBody(arrival, request.station.maxBody);
}

async function keepBody(request: RequestRecord, arrival: Arrival): Promise<Reply | undefined> {
  const { maxBody } = request.station;
  const body = await readBody(arrival.req, maxBody);
  if (body === "left") return { hangUp: { how: "FIN", afterMs: 0 } };
  if (body === "too large") {
    await discardBody(arrival, maxBody);
    return refuseBody(maxBody);
  }
  request.body = body;
  return undefined;
}

/** The reply of an endpoint; in strict mode an error if the request has something wrong. */
function judge(request: RequestRecord, reply: Reply): Reply {
  const error = request.strict ? strictError(request.findings) : undefined;
  if (error !== undefined) request.overrule("refused: strict");
  const judged = error === undefined ? reply : failure(error);
  return request.route.endpoint.hasCors ? allowPages(judged) : judged;
}

/** Replies as it was decided. False if the client leaves before that is done. */
function carryOut(request: RequestRecord, reply: Reply, arrival: Arrival): Awaitable<boolean> {
  const { station, control, findings, strict } = request;
  const more = moreHeaders(control, strict ? [] : findings.toWarnings());
  if (request.waitMs > 0 || "open" in reply) return carryOutLater(request, reply, more, arrival);
  return perform(replacingHeaders(reply, more), arrival.res, station);
}

/** Waits before the reply, or goes on with a WebSocket. */
async function carryOutLater(
  request: RequestRecord,
  reply: Reply,
  more: Answer["headers"],
  { res, open }: Arrival,
): Promise<boolean> {
  const { station, waitMs, name } = request;
  const { clock, log } = station;
  if (!(await wait(clock, waitMs, res.req.socket))) return false;
  if (!("open" in reply)) return perform(replacingHeaders(reply, more), res, station);
  if (open === undefined) return true;
  const problem = await open({ session: reply.open, clock, log, what: name }, more);
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
