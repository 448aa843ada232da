import type { Message } from "@bufbuild/protobuf";
import type { Method } from "../../gen/types.js";
import type { Take } from "../handlers/handlerStack.js";
import type { HandlerContext } from "../handlers/index.js";
import { runHandlers, type Run } from "../handlers/runHandlers.js";
import { examine } from "../handlers/thrown.js";
import { encodeResponse } from "../twirp/codec.js";
import { twirpCodes } from "../twirp/codes.js";
import { twirpError } from "../twirp/errors.js";
import { deepFreeze } from "../util/deepFreeze.js";
import type { HttpResponse } from "../util/outcome.js";
import { identityOf } from "../token/claims.js";
import { makeDefault } from "./defaults.js";
import { watchDeparture } from "./departure.js";
import type { RequestRecord } from "./record.js";
import { markFailed } from "./refusals.js";

/**
 * Runs a test's own handlers for a call. Resolves with the response message, encoded, or an error;
 * with `undefined` if the client leaves first. The handlers may go on then.
 */
export async function runOwnHandlers(
  request: RequestRecord,
  method: Method,
  message: Message,
  handlers: readonly Take[],
): Promise<string | Uint8Array | HttpResponse | undefined> {
  const { signal, left, stop } = watchDeparture(request.socket);
  const run = {
    method,
    context: contextOf(request, signal),
    handlers,
    makeDefault: (other: Message) => makeDefault(request, method, other),
  };
  const result = await Promise.race([makeResult(request, run, message), left]);
  stop();
  return result;
}

/** Never rejects. */
async function makeResult(
  request: RequestRecord,
  run: Run,
  message: Message,
): Promise<string | Uint8Array | HttpResponse> {
  const { method, context } = run;
  try {
    const made = await runHandlers(run, message);
    const body = encodeResponse(method.response, made, request.encoding, method.registry);
    request.notes.push("handler");
    return body;
  } catch (thrown) {
    return markFailed(errorResponse(request, method, thrown, context.signal));
  }
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
