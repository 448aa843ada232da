import type { Control } from "../control/index.js";
import { runStages } from "../stages/call.js";
import { uploadStages } from "../stages/upload.js";
import { logBug } from "../util/log.js";
import { replacingHeaders, type HttpResponse, type Outcome } from "../util/outcome.js";
import { msSince } from "../util/clock.js";
import { twirpError } from "../twirp/errors.js";
import type { Awaitable } from "../util/awaitable.js";
import { addCorsHeaders, preflight } from "./cors.js";
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
 * Handles a request from its head to its end. It awaits only promises: a request that needs no wait
 * gets its response in the same turn of the event loop as its head.
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
      const received = receiveBody(request, arrival);
      outcome = received instanceof Promise ? await received : received;
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

    const sent = send(request, outcome, arrival);
    request.clientStayed = sent instanceof Promise ? await sent : sent;
    recordEnd(request, arrival);
    for (const observer of observers) observer.end?.(request);
  } catch (error) {
    respondToBug(listener, error, arrival);
  }
}

/**
 * Refuses an upload by its head alone if the control says so. The stages that fail other calls run
 * only after the body has been read.
 */
function refuseUpload(request: RequestRecord, { req, res }: Arrival): Outcome | undefined {
  const { control, strict, findings, route } = request;
  if (control.failMode !== "refuseUpload" || !control.fails) return undefined;
  if (!route.endpoint.isMethod) return undefined;
  if (strict && findings.list.length > 0) return undefined;
  // In the same turn as the head, so that not a single byte of the body is read.
  req.socket.pause();
  commit(res);
  return runStages(uploadStages, request, control);
}

/** Reads or discards a request's body. Returns an outcome if that already ends the request. */
function receiveBody(request: RequestRecord, arrival: Arrival): Awaitable<Outcome | undefined> {
  if (arrival.awaitsContinue === true) arrival.res.writeContinue();
  if (request.route.endpoint.readsBody) return storeBody(request, arrival);
  return discardBody(arrival, request.listener.maxBody);
}

async function storeBody(request: RequestRecord, arrival: Arrival): Promise<Outcome | undefined> {
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

/** Turns an endpoint's outcome into an error if the request is strict and has findings. */
function applyStrict(request: RequestRecord, outcome: Outcome): Outcome {
  const error = request.strict ? strictError(request.findings) : undefined;
  if (error !== undefined) request.overrule("refused: strict");
  const result = error === undefined ? outcome : markFailed(error);
  return request.route.endpoint.hasCors ? addCorsHeaders(result) : result;
}

/** Performs the outcome. Returns false if the client leaves first. */
function send(request: RequestRecord, outcome: Outcome, arrival: Arrival): Awaitable<boolean> {
  const { listener, control, findings, strict } = request;
  const extra = extraHeaders(control, strict ? [] : findings.toWarnings());
  if (request.waitMs > 0 || "session" in outcome)
    return sendLater(request, outcome, extra, arrival);
  return sendOutcome(replacingHeaders(outcome, extra), arrival.res, listener);
}

/** Waits, then performs the outcome or starts the session. */
async function sendLater(
  request: RequestRecord,
  outcome: Outcome,
  extra: HttpResponse["headers"],
  { res, open }: Arrival,
): Promise<boolean> {
  const { listener, waitMs, name } = request;
  const { clock, log } = listener;
  if (!(await wait(clock, waitMs, res.req.socket))) return false;
  if (!("session" in outcome)) return sendOutcome(replacingHeaders(outcome, extra), res, listener);
  if (open === undefined) return true;
  const problem = await open({ session: outcome.session, clock, log, label: name }, extra);
  if (problem === undefined) return true;
  const refusal = refuseHandshake(problem);
  request.outcome = refusal;
  return sendOutcome(replacingHeaders(refusal, extra), res, listener);
}

/** The headers that every response gets: the control's, and one per finding. */
function extraHeaders(
  { headers = {}, id }: Control,
  warnings: readonly string[],
): HttpResponse["headers"] {
  const extra = Object.entries(headers);
  if (id !== undefined) extra.push(["X-Lk-Mock-Id", id]);
  for (const warning of warnings) extra.push(["X-Lk-Mock-Warning", warning]);
  return extra;
}

/** Records how a request has ended. */
function recordEnd(request: RequestRecord, { res }: Arrival): void {
  const { outcome, clientStayed, listener, startedAt } = request;
  request.ms = msSince(startedAt, listener.clock);
  if (!clientStayed) request.cutReason = abandonReason(res) ?? "the client left";
  // Node may hold a head that is still waiting for its turn on the connection.
  const isBegun = res.headersSent && (clientStayed || res.socket !== null);
  if (outcome === undefined) return;
  if ("session" in outcome) request.status = clientStayed ? 101 : null;
  else if ("status" in outcome && isBegun) request.status = outcome.status;
}

/** Handles every exception: each one is a bug in the mock. */
function respondToBug(listener: ListenerContext, error: unknown, { res }: Arrival): void {
  logBug(listener.log, error);
  if (res.headersSent) {
    res.socket?.destroy();
    return;
  }
  const outcome = markFailed(
    twirpError(500, "internal", `mock: bug in the mock: ${String(error)}`),
  );
  void sendOutcome(outcome, res, listener);
}
