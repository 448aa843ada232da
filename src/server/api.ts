import type { Message } from "@bufbuild/protobuf";
import { TwirpContentType } from "twirp-ts/build/twirp/request.js";
import type { MethodRow } from "../../gen/types.js";
import type { Findings } from "../findings.js";
import { interceptor, Interrupted, openMiddleware, type CallContext } from "../middleware/index.js";
import { runStages, type Progress } from "../middleware/run.js";
import type { Answer, Outcome, Reply } from "../reply.js";
import type { Verified } from "../token/verify.js";
import { lenientCodec, parseResponse } from "../twirp/codec.js";
import { callOf, isJson, typeOf, unread } from "./call.js";
import { failure } from "./refusals.js";
import type { Request } from "./request.js";
import type { Station } from "./station.js";

/** Serves a method of the schema: its handler decodes, the stages judge, its handler encodes. */
export async function answerMethod(
  station: Station,
  row: MethodRow,
  request: Request,
  findings: Findings,
): Promise<Outcome> {
  const { control } = request;
  const method = await row.load();
  const token = await verifiedToken(station, request);
  const progress: Progress = { waitMs: 0, notes: [] };
  const [, packageName = "", serviceName = ""] = /^(.*)\.(.*)$/.exec(method.service) ?? [];
  const ctx: CallContext = {
    packageName,
    serviceName,
    methodName: method.name,
    contentType: isJson(request) ? TwirpContentType.JSON : TwirpContentType.Protobuf,
    ...request.node,
    findings,
    registry: method.registry,
    call: { ...callOf(station, request, findings), method, token },
    progress,
  };
  const override = control.response && parseResponse(method.response, control.response, ctx);
  const respond = (_ctx: CallContext, message: Message): Promise<Message> =>
    Promise.resolve(override ?? method.populate(message));
  const reply = await method
    .handle(ctx, respond, request.body, lenientCodec, interceptor)
    .then((body) => success(station, request, body, progress), interruption);
  return { ...progress, reply };
}

/** Serves a method that the schema does not know: an empty success, once the stages let it pass. */
export function answerUnknownMethod(
  station: Station,
  request: Request,
  findings: Findings,
): Outcome {
  const progress: Progress = { waitMs: 0, notes: [] };
  const call = { ...callOf(station, request, findings), token: unread };
  const refusal = runStages(openMiddleware, call, progress);
  const reply =
    refusal === undefined
      ? success(station, request, isJson(request) ? "{}" : "", progress)
      : failure(refusal);
  return { ...progress, reply };
}

function success(
  station: Station,
  request: Request,
  body: string | Uint8Array,
  { alter }: Progress,
): Reply {
  const answer: Answer = {
    status: 200,
    headers: [
      ["Content-Type", typeOf(request)],
      ["X-Lk-Mock-Region", String(station.region.index)],
    ],
    body,
  };
  return alter === undefined ? answer : alter(answer);
}

/** The reply of the stage that ended the handler; any other error is a bug and goes on. */
function interruption(error: unknown): Reply {
  if (error instanceof Interrupted) return failure(error.reply);
  throw error;
}

function verifiedToken(station: Station, { control, bearer }: Request): Promise<Verified> {
  if (control.skipAuth === true) return Promise.resolve(unread);
  return station.verify(bearer, station.clock.now());
}
