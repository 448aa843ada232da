import type { Message } from "@bufbuild/protobuf";
import type { Method } from "../../gen/types.js";
import type { Take } from "../handlers/handlerStack.js";
import type { HandlerContext } from "../handlers/index.js";
import { runHandlers, type Run } from "../handlers/runHandlers.js";
import { examine } from "../handlers/thrown.js";
import { twirpCodes } from "../twirp/codes.js";
import { twirpError } from "../twirp/errors.js";
import { deepFreeze } from "../util/deepFreeze.js";
import type { HttpResponse, Outcome } from "../util/outcome.js";
import { identityOf } from "../token/claims.js";
import { makeDefault } from "./defaults.js";
import { watchDeparture } from "./departure.js";
import type { RequestRecord } from "./record.js";
import { markFailed } from "./refusals.js";
import { altered, encode, succeed } from "./success.js";

/**
 * Runs a test's own handlers for a call. If the client leaves first, the call ends; the handlers may go
 * on.
 */
export async function runOwnHandlers(
  request: RequestRecord,
  method: Method,
  message: Message,
  handlers: readonly Take[],
): Promise<Outcome> {
  const { signal, left, stop } = watchDeparture(request.socket);
  const run = {
    method,
    context: contextOf(request, signal),
    handlers,
    makeDefault: (other: Message) => makeDefault(request, method, other),
  };
  try {
    const response = await Promise.race([respond(request, run, message), left]);
    return response ?? { hangUp: { how: "FIN", afterMs: 0 } };
  } finally {
    stop();
  }
}

async function respond(request: RequestRecord, run: Run, message: Message): Promise<HttpResponse> {
  const { method, context } = run;
  let body: string | Uint8Array;
  try {
    body = encode(request, method, await runHandlers(run, message));
  } catch (thrown) {
    const error = errorResponse(request, method, thrown, context.signal);
    return altered(request, markFailed(error));
  }
  request.notes.push("handler");
  return succeed(request, body);
}

/** What handlers know of a call. Other calls share the frozen parts. */
function contextOf(
  { region, control, token, headers }: RequestRecord,
  signal: HandlerContext["signal"],
): HandlerContext {
  const claims = token.ok ? token.claims : undefined;
  return {
    region: deepFreeze(region),
    control: deepFreeze(control),
    id: control.id,
    claims: deepFreeze(claims),
    identity: claims === undefined ? "" : identityOf(claims),
    headers,
    signal,
  };
}

/** The response to what a handler threw: a Twirp error, or a bug of the test. */
function errorResponse(
  request: RequestRecord,
  method: Method,
  thrown: unknown,
  signal: HandlerContext["signal"],
): HttpResponse {
  const found = examine(method, thrown);
  if ("code" in found) {
    const { code, msg, meta } = found;
    request.notes.push(`handler: ${code}`);
    return twirpError(twirpCodes[code].status, code, msg, meta);
  }
  const { error, trace, name } = found;
  // Nobody waits for the response of a handler that ends because its signal has aborted.
  if (!signal.aborted || (error.cause !== signal.reason && name !== "AbortError")) {
    const { handlers, log } = request.listener;
    handlers.report(error);
    log.error(() => trace);
  }
  request.notes.push("handler failed");
  return twirpError(500, "internal", error.message);
}
