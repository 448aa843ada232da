import type { Message } from "@bufbuild/protobuf";
import { TwirpContentType } from "twirp-ts/build/twirp/request.js";
import type { Method } from "../../gen/types.js";
import type { Findings } from "../findings.js";
import {
  interceptor,
  Interrupted,
  runStages,
  openMiddleware,
  type CallContext,
  type Progress,
} from "../middleware/index.js";
import { delay } from "../middleware/delay.js";
import { failRegion } from "../middleware/failRegion.js";
import type { Call } from "../middleware/stage.js";
import { withHeaders, type Answer, type Outcome, type Reply } from "../reply.js";
import type { Verified } from "../token/verify.js";
import { lenientCodec, parseResponse } from "../twirp/codec.js";
import type { Head } from "./head.js";
import type { Request } from "./request.js";
import type { Route } from "./route.js";
import type { Station } from "./station.js";

/** Serves a method of the schema: its handler decodes, the stages judge, its handler encodes. */
export async function answerMethod(
  station: Station,
  method: Method,
  request: Request,
  findings: Findings,
): Promise<Outcome> {
  const { control } = request;
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
    call: { ...callOf(station, request, findings), method, token },
    progress,
  };
  const override = control.response && parseResponse(method.response, control.response, findings);
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

/**
 * Refuses an upload from its head alone, where the control says so; the failure stage of a call
 * that is read would come too late.
 */
export function refuseUpload(
  station: Station,
  to: Route,
  head: Head,
  findings: Findings,
): Outcome | undefined {
  const { control, strict } = head;
  if (to.kind !== "method" && to.kind !== "unknownMethod") return undefined;
  if (control.failMode !== "refuseUpload" || (strict && findings.list.length > 0)) return undefined;
  const call = { ...callOf(station, head, findings), token: unread };
  const progress: Progress = { waitMs: 0, notes: [] };
  const reply = runStages([delay, failRegion], call, progress);
  return reply && { ...progress, reply };
}

/** What the stages look at, but for the method and the token's verdict. */
function callOf(
  { region, regions }: Station,
  request: Head,
  findings: Findings,
): Omit<Call, "token"> {
  const { control, target, bearer } = request;
  return { region, regions, control, findings, target, bearer, contentType: typeOf(request) };
}

/** Every reply of the API names its region; an empty name stands for a failure. */
export function failure<R extends Reply>(reply: R): R {
  return withHeaders(reply, [["X-Lk-Mock-Region", ""]]);
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

const unread: Verified = { ok: false, check: "token", reason: "it was not looked at" };

function verifiedToken(station: Station, { control, bearer }: Request): Promise<Verified> {
  if (control.skipAuth === true) return Promise.resolve(unread);
  return station.verify(bearer, station.clock.now());
}

function isJson({ contentType }: Head): boolean {
  return contentType.includes("json");
}

/** Content type of a success. */
function typeOf(head: Head): string {
  return isJson(head) ? "application/json" : "application/protobuf";
}
