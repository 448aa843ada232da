import type { Method } from "../../gen/types.js";
import type { ObjectInput } from "../control/index.js";
import { openStages, runStages, stages } from "../stages/index.js";
import type { Token } from "../token/token.js";
import { notVerified, type TokenVerdict } from "../token/verdict.js";
import { encodeResponse, parseResponse } from "../twirp/codec.js";
import type { Awaitable } from "../util/awaitable.js";
import type { Outcome } from "../util/outcome.js";
import { exchangeOf, type Exchange } from "./exchange.js";
import type { RequestRecord } from "./record.js";
import { markFailed } from "./refusals.js";

/** Serves a method of the schema: at once, unless its messages or the token have to be waited for. */
export function serveMethod(request: RequestRecord): Awaitable<Outcome> {
  const { listener, control, route } = request;
  const method = route.row!.load();
  const token =
    control.skipAuth === true
      ? notVerified
      : listener.verify(bearerOf(request), listener.clock.now());
  return method instanceof Promise || token instanceof Promise
    ? callLater(request, method, token)
    : call(request, method, token);
}

/** The token of the `Authorization` header, which alone counts for a call. */
function bearerOf({ listener, bearer, sent }: RequestRecord): Token {
  return sent.text === bearer ? sent : listener.tokenOf(bearer);
}

async function callLater(
  request: RequestRecord,
  method: Awaitable<Method>,
  token: Awaitable<TokenVerdict>,
): Promise<Outcome> {
  return call(request, await method, await token);
}

/** The call itself: decode, judge by the stages, handle, encode. */
function call(request: RequestRecord, method: Method, token: TokenVerdict): Outcome {
  const { listener, control, findings, encoding } = request;
  request.method = method;
  request.token = token;
  if (token.ok && token.findings !== undefined) findings.include(token.findings);
  const wanted = control.response;
  const override = wanted && overrideOf(method, wanted, request);
  const exchange = exchangeOf(listener.caches, method, request.body, encoding);
  findings.include(exchange.findings);
  request.message = exchange.request;
  request.room = exchange.room;
  request.destinationRoom = exchange.destinationRoom;
  const refusal = runStages(stages, request, control);
  if (refusal !== undefined) return markFailed(refusal);
  return succeed(request, override ?? encodeHandled(request, method, exchange));
}

/** The body of the handler's response. The default depends on the request alone, and is kept with it. */
function encodeHandled(
  request: RequestRecord,
  method: Method,
  exchange: Exchange,
): string | Uint8Array {
  if (exchange.response !== undefined) return exchange.response;
  const { response, registry } = method;
  const message = method.handler(request, exchange.request);
  return (exchange.response = encodeResponse(response, message, request.encoding, registry));
}

/** The body of the response that a control has; `undefined` if it is invalid for the method. */
function overrideOf(
  { response, registry }: Method,
  wanted: ObjectInput,
  { findings, encoding }: RequestRecord,
): string | Uint8Array | undefined {
  const message = parseResponse(response, wanted, { findings, registry });
  return message && encodeResponse(response, message, encoding, registry);
}

/** Serves a method that the schema does not know: an empty success, once the stages let it pass. */
export function serveUnknownMethod(request: RequestRecord): Outcome {
  const refusal = runStages(openStages, request, request.control);
  if (refusal !== undefined) return markFailed(refusal);
  return succeed(request, request.encoding === "protobuf" ? "" : "{}");
}

/** A success, or what the stages make of it. */
function succeed(request: RequestRecord, body: string | Uint8Array): Outcome {
  const { contentType, region, alter } = request;
  const headers = [
    ["Content-Type", contentType],
    ["X-Lk-Mock-Region", String(region.index)],
  ] as const;
  const response = { status: 200, headers, body };
  return alter === undefined ? response : alter(response);
}
