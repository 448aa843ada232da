import type { Method, MethodRow } from "../../gen/types.js";
import { whenThere, type Awaitable } from "../util/awaitable.js";
import type { ObjectInput } from "../control/index.js";
import type { Findings } from "../util/findings.js";
import { middleware, openMiddleware } from "../stages/index.js";
import { outcomeOf, runStages, type Progress } from "../stages/run.js";
import type { Answer, Outcome, Reply } from "../util/reply.js";
import type { Verified } from "../token/verify.js";
import { encodeResponse, parseResponse, type Encoding } from "../twirp/codec.js";
import { callOf, typeOf, unread } from "./call.js";
import { exchangeOf } from "./exchange.js";
import type { Head } from "./head.js";
import { failure } from "./refusals.js";
import type { Request } from "./request.js";
import type { Station } from "./station.js";

/** Serves a method of the schema, once it is loaded and the token looked at. */
export function answerMethod(
  station: Station,
  row: MethodRow,
  request: Request,
  findings: Findings,
): Awaitable<Outcome> {
  return whenThere(row.load(), (method) =>
    whenThere(verifiedToken(station, request.head), (token) =>
      callMethod(station, method, token, request, findings),
    ),
  );
}

/** The call itself: decode, judge by the stages, populate, encode. */
function callMethod(
  station: Station,
  method: Method,
  token: Verified,
  { head, body }: Request,
  findings: Findings,
): Outcome {
  if (token.ok && token.findings !== undefined) findings.include(token.findings);
  const { encoding, control } = head;
  const { response: wanted } = control;
  const override = wanted && overrideOf(method, wanted, encoding, findings);
  const exchange = exchangeOf(station.caches, method, body, encoding);
  findings.include(exchange.findings);
  const progress: Progress = { waitMs: 0, notes: [] };
  const call = callOf(station, head, findings, token, method, exchange);
  const refusal = runStages(middleware, call, progress);
  if (refusal !== undefined) return outcomeOf(failure(refusal), progress);
  return outcomeOf(success(station, head, override ?? exchange.response, progress), progress);
}

/** The body of the response that a control has; `undefined` where that is none of the method. */
function overrideOf(
  { response, registry }: Method,
  wanted: ObjectInput,
  encoding: Encoding,
  findings: Findings,
): string | Uint8Array | undefined {
  const message = parseResponse(response, wanted, { findings, registry });
  return message && encodeResponse(response, message, encoding, registry);
}

/** Serves a method that the schema does not know: an empty success, once the stages let it pass. */
export function answerUnknownMethod(station: Station, head: Head, findings: Findings): Outcome {
  const progress: Progress = { waitMs: 0, notes: [] };
  const refusal = runStages(openMiddleware, callOf(station, head, findings), progress);
  const reply =
    refusal === undefined
      ? success(station, head, head.encoding === "protobuf" ? "" : "{}", progress)
      : failure(refusal);
  return outcomeOf(reply, progress);
}

function success(
  station: Station,
  head: Head,
  body: string | Uint8Array,
  { alter }: Progress,
): Reply {
  const answer: Answer = {
    status: 200,
    headers: [
      ["Content-Type", typeOf(head)],
      ["X-Lk-Mock-Region", String(station.region.index)],
    ],
    body,
  };
  return alter === undefined ? answer : alter(answer);
}

function verifiedToken(station: Station, { control, bearer }: Head): Awaitable<Verified> {
  return control.skipAuth === true ? unread : station.verify(bearer, station.clock.now());
}
