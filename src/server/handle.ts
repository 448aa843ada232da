import type { Control } from "../control/index.js";
import { runStages } from "../stages/call.js";
import { uploadStages } from "../stages/upload.js";
import { logBug } from "../util/log.js";
import { replacingHeaders, type HttpResponse, type Outcome } from "../util/outcome.js";
import { msSince } from "../util/clock.js";
import { twirpError } from "../twirp/errors.js";
import type { Awaitable } from "../util/awaitable.js";
import { allowPages, preflight } from "./cors.js";
import { discardBody } from "./discard.js";
import { receive, applyControl, trustInToken } from "./head.js";
import type { Observer } from "./observers.js";
import { commit, abandonReason } from "./responseQueue.js";
import { sendOutcome } from "./sendOutcome.js";
import { readBody } from "./body.js";
import type { Arrival, RequestRecord } from "./record.js";
import { markFailed, refuseBody, refuseHandshake } from "./refusals.js";
import type { ListenerContext } from "./listenerContext.js";
import { strictError } from "./strict.js";
import { wait } from "./wait.js";

/**
 * The whole story of a request, from its head to its end. Only what is a promise is awaited: a request
 * for which all is there is answered in the turn of its head.
 */
export async function handle(
  listener: ListenerContext,
  observers: readonly Observer[],
  arrival: Arrival,
): Promise<void> {
  try {
    const request = receive(listener, arrival);
    const { endpoint } = request.route;
    const trust = trustInToken(request);
    applyControl(request, arrival.req.rawHeaders, trust instanceof Promise ? await trust : trust);
    for (const observer of observers) observer.begin?.(request);

    let outcome = refuseUpload(request, arrival);
    if (outcome === undefined) {
      const taken = takeBody(request, arrival);
      outcome = taken instanceof Promise ? await taken : taken;
    }
    if (endpoint.hasCors) outcome ??= preflight(request);
    if (outcome === undefined) {
      const loaded = endpoint.load();
      const respond = loaded instanceof Promise ? await loaded : loaded;
      const decided = respond(request);
      outcome = applyStrict(request, decided instanceof Promise ? await decided : decided);
    }
    request.outcome = outcome;
    request.release();

    const done = send(request, outcome, arrival);
    request.clientStayed = done instanceof Promise ? await done : done;
    recordEnd(request, arrival);
    for (const observer of observers) observer.end?.(request);
  } catch (error) {
    respondToBug(listener, error, arrival);
  }
}

/**
 * Refuses an upload from its head alone, if the control says so; the markFailed stage of a call that is
 * read would come too late.
 */
function refuseUpload(request: RequestRecord, { req, res }: Arrival): Outcome | undefined {
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
function takeBody(request: RequestRecord, arrival: Arrival): Awaitable<Outcome | undefined> {
  if (arrival.awaitsContinue === true) arrival.res.writeContinue();
  if (request.route.endpoint.readsBody) return keepBody(request, arrival);
  return discardBody(arrival, request.listener.maxBody);
}

async function keepBody(request: RequestRecord, arrival: Arrival): Promise<Outcome | undefined> {
  const { maxBody } = request.listener;
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
function applyStrict(request: RequestRecord, outcome: Outcome): Outcome {
  const error = request.strict ? strictError(request.findings) : undefined;
  if (error !== undefined) request.overrule("refused: strict");
  const judged = error === undefined ? outcome : markFailed(error);
  return request.route.endpoint.hasCors ? allowPages(judged) : judged;
}

/** Replies as it was decided. False if the client leaves before that is done. */
function send(request: RequestRecord, outcome: Outcome, arrival: Arrival): Awaitable<boolean> {
  const { listener, control, findings, strict } = request;
  const more = moreHeaders(control, strict ? [] : findings.toWarnings());
  if (request.waitMs > 0 || "session" in outcome) return sendLater(request, outcome, more, arrival);
  return sendOutcome(replacingHeaders(outcome, more), arrival.res, listener);
}

/** Waits before the reply, or goes on with a WebSocket. */
async function sendLater(
  request: RequestRecord,
  outcome: Outcome,
  more: HttpResponse["headers"],
  { res, open }: Arrival,
): Promise<boolean> {
  const { listener, waitMs, name } = request;
  const { clock, log } = listener;
  if (!(await wait(clock, waitMs, res.req.socket))) return false;
  if (!("session" in outcome)) return sendOutcome(replacingHeaders(outcome, more), res, listener);
  if (open === undefined) return true;
  const problem = await open({ session: outcome.session, clock, log, what: name }, more);
  if (problem === undefined) return true;
  const refusal = refuseHandshake(problem);
  request.outcome = refusal;
  return sendOutcome(replacingHeaders(refusal, more), res, listener);
}

/** The headers that any answer gets: those of the control, and the findings. */
function moreHeaders(
  { headers = {}, id }: Control,
  warnings: readonly string[],
): HttpResponse["headers"] {
  const more = Object.entries(headers);
  if (id !== undefined) more.push(["X-Lk-Mock-Id", id]);
  for (const warning of warnings) more.push(["X-Lk-Mock-Warning", warning]);
  return more;
}

/** Notes how a request has ended. */
function recordEnd(request: RequestRecord, { res }: Arrival): void {
  const { outcome, clientStayed, listener, startedAt } = request;
  request.ms = msSince(startedAt, listener.clock);
  if (!clientStayed) request.cutReason = abandonReason(res) ?? "the client left";
  // Node may have got a head before its turn came.
  const isBegun = res.headersSent && (clientStayed || res.socket !== null);
  if (outcome === undefined) return;
  if ("session" in outcome) request.status = clientStayed ? 101 : null;
  else if ("status" in outcome && isBegun) request.status = outcome.status;
}

/** The one place where an exception ends: it is a bug of the mock. */
function respondToBug(listener: ListenerContext, error: unknown, { res }: Arrival): void {
  logBug(listener.log, error);
  if (res.headersSent) {
    res.socket?.destroy();
    return;
  }
  const outcome = markFailed(twirpError(500, "internal", `mock: a bug: ${String(error)}`));
  void sendOutcome(outcome, res, listener);
}
