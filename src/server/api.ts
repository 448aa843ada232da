import type { Message } from "@bufbuild/protobuf";
import type { Method } from "../../gen/types.js";
import type { ObjectInput } from "../control/index.js";
import type { Take } from "../handlers/handlerStack.js";
import { stagesWithoutAuth, runStages, stages } from "../stages/index.js";
import type { Token } from "../token/token.js";
import { notVerified, type TokenVerdict } from "../token/verdict.js";
import { parseResponse } from "../twirp/codec.js";
import type { Awaitable } from "../util/awaitable.js";
import type { Outcome } from "../util/outcome.js";
import { isRich, makeDefault } from "./defaults.js";
import { getExchange, type Exchange } from "./exchange.js";
import type { RequestRecord } from "./record.js";
import { markFailed } from "./refusals.js";
import { strictError } from "./strict.js";
import { encode, succeed } from "./success.js";

/** Serves a known API method. It waits only if the method's schema or the token needs it. */
export function serveMethod(request: RequestRecord): Awaitable<Outcome> {
  const { listener, control, route } = request;
  const method = route.row!.load();
  const token =
    control.skipAuth === true
      ? notVerified
      : listener.verify(bearerToken(request), listener.clock.now());
  return method instanceof Promise || token instanceof Promise
    ? callWhenReady(request, method, token)
    : call(request, method, token);
}

/** The token of the `Authorization` header. A call accepts no other. */
function bearerToken({ listener, bearer, sentToken }: RequestRecord): Token {
  return sentToken.text === bearer ? sentToken : listener.tokenOf(bearer);
}

async function callWhenReady(
  request: RequestRecord,
  method: Awaitable<Method>,
  token: Awaitable<TokenVerdict>,
): Promise<Outcome> {
  return call(request, await method, await token);
}

/** Runs a call: decodes the request, runs the stages and the handler, and encodes the response. */
function call(request: RequestRecord, method: Method, token: TokenVerdict): Awaitable<Outcome> {
  const { listener, control, findings, encoding } = request;
  request.method = method;
  request.token = token;
  if (token.ok && token.findings !== undefined) findings.include(token.findings);
  const override = control.response && encodeOverride(method, control.response, request);
  const exchange = getExchange(listener.caches, method, request.body, encoding);
  findings.include(exchange.findings);
  request.message = exchange.request;
  request.room = exchange.room;
  request.destinationRoom = exchange.destinationRoom;
  const refusal = runStages(stages, request, control);
  if (refusal !== undefined) return markFailed(refusal);
  if (override !== undefined) return succeed(request, override);
  const handlers = listener.handlers.handlersOf(method.path);
  if (handlers !== undefined) return callHandlers(request, method, exchange.request, handlers);
  return isRich(request)
    ? succeedRichly(request, method, exchange.request)
    : succeed(request, encodeDefault(request, method, exchange));
}

/** Runs a test's own handlers instead of the default one. */
async function callHandlers(
  request: RequestRecord,
  method: Method,
  message: Message,
  handlers: readonly Take[],
): Promise<Outcome> {
  // A strict call with findings fails, so no handler sees it.
  const error = request.strict ? strictError(request.findings) : undefined;
  if (error !== undefined) return error;
  const { runOwnHandlers } = await import("./ownHandlers.js");
  return runOwnHandlers(request, method, message, handlers);
}

/** Responds with the rich default, which is large: nothing keeps it. */
async function succeedRichly(
  request: RequestRecord,
  method: Method,
  message: Message,
): Promise<Outcome> {
  return succeed(request, encode(request, method, await makeDefault(request, method, message)));
}

/** Encodes the populated default. It depends on the request alone, so the exchange keeps it. */
function encodeDefault(
  request: RequestRecord,
  method: Method,
  exchange: Exchange,
): string | Uint8Array {
  if (exchange.response !== undefined) return exchange.response;
  const message = method.handler(undefined, exchange.request);
  return (exchange.response = encode(request, method, message));
}

/** Encodes the control's `response`; `undefined` if it is invalid for the method. */
function encodeOverride(
  method: Method,
  override: ObjectInput,
  request: RequestRecord,
): string | Uint8Array | undefined {
  const { response, registry } = method;
  const message = parseResponse(response, override, { findings: request.findings, registry });
  return message && encode(request, method, message);
}

/** Serves an unknown method: an empty success, unless a stage decides otherwise. */
export function serveUnknownMethod(request: RequestRecord): Outcome {
  const refusal = runStages(stagesWithoutAuth, request, request.control);
  if (refusal !== undefined) return markFailed(refusal);
  return succeed(request, request.encoding === "protobuf" ? "" : "{}");
}
