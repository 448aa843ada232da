import type { Method } from "../../gen/types.js";
import type { ObjectInput } from "../control/index.js";
import { openStages, runStages, stages } from "../stages/index.js";
import type { Token } from "../token/token.js";
import { notVerified, type Verified } from "../token/verdict.js";
import { encodeResponse, parseResponse } from "../twirp/codec.js";
import type { Awaitable } from "../util/awaitable.js";
import type { Reply } from "../util/reply.js";
import { exchangeOf, type Exchange } from "./exchange.js";
import type { RequestRecord } from "./record.js";
import { failure } from "./refusals.js";

/** Serves a method of the schema: at once, unless its messages or the token have to be waited for. */
export function answerMethod(request: RequestRecord): Awaitable<Reply> {
  const { station, control, route } = request;
  const method = route.row!.load();
  const token =
    control.skipAuth === true
      ? notVerified
      : station.verify(bearerOf(request), station.clock.now());
  return method instanceof Promise || token instanceof Promise
    ? callLater(request, method, token)
    : call(request, method, token);
}

/** The token of the `Authorization` header, which alone counts for a call. */
function bearerOf({ station, bearer, sent }: RequestRecord): Token {
  return sent.text === bearer ? sent : station.tokenOf(bearer);
}

async function callLater(
  request: RequestRecord,
  method: Awaitable<Method>,
  token: Awaitable<Verified>,
): Promise<Reply> {
  return call(request, await method, await token);
}

/** The call itself: decode, judge by the stages, handle, encode. */
function call(request: RequestRecord, method: Method, token: Verified): Reply {
  const { station, control, findings, encoding } = request;
  request.method = method;
  request.token = token;
  if (token.ok && token.findings !== undefined) findings.include(token.findings);
  const wanted = control.response;
  const override = wanted && overrideOf(method, wanted, request);
  const exchange = exchangeOf(station.caches, method, request.body, encoding);
  findings.include(exchange.findings);
  request.message = exchange.request;
  request.room = exchange.room;
  request.destinationRoom = exchange.destinationRoom;
  const refusal = runStages(stages, request, control);
  if (refusal !== undefined) return failure(refusal);
  return success(request, override ?? respond(request, method, exchange));
}

/** The body of the handler's response. The default depends on the request alone, and is kept with it. */
function respond(request: RequestRecord, method: Method, exchange: Exchange): string | Uint8Array {
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
export function answerUnknownMethod(request: RequestRecord): Reply {
  const refusal = runStages(openStages, request, request.control);
  if (refusal !== undefined) return failure(refusal);
  return success(request, request.encoding === "protobuf" ? "" : "{}");
}

/** A success, or what the stages make of it. */
function success(request: RequestRecord, body: string | Uint8Array): Reply {
  const { contentType, region, alter } = request;
  const headers = [
    ["Content-Type", contentType],
    ["X-Lk-Mock-Region", String(region.index)],
  ] as const;
  const answer = { status: 200, headers, body };
  return alter === undefined ? answer : alter(answer);
}
