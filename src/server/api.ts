import type { Message } from "@bufbuild/protobuf";
import { TwirpContentType } from "twirp-ts/build/twirp/request.js";
import { methods } from "../../gen/methods.js";
import type { Method } from "../../gen/types.js";
import { readControl, type Control } from "../control/index.js";
import { show, type Findings } from "../findings.js";
import {
  interceptor,
  Interrupted,
  runStages,
  unknownMethodMiddleware,
  type CallContext,
} from "../middleware/index.js";
import { nearest } from "../nearest.js";
import { withHeaders, type Outcome, type Reply } from "../reply.js";
import type { Verified } from "../token/verify.js";
import { lenientCodec, parseResponse } from "../twirp/codec.js";
import { bearerOf, type Request } from "./request.js";
import type { Station } from "./station.js";

/** Serves a method of the schema: its handler decodes, the stages judge, its handler encodes. */
export async function answerMethod(
  station: Station,
  method: Method,
  request: Request,
  findings: Findings,
): Promise<Outcome> {
  reportForm(request, findings);
  const { region, regions } = station;
  const control = readControl(request, regions, findings);
  const token = await verifiedToken(station, control, request);
  const progress = { waitMs: 0, notes: [] };
  const [, packageName = "", serviceName = ""] = /^(.*)\.(.*)$/.exec(method.service) ?? [];
  const ctx: CallContext = {
    packageName,
    serviceName,
    methodName: method.name,
    contentType: isJson(request) ? TwirpContentType.JSON : TwirpContentType.Protobuf,
    ...request.node,
    findings,
    call: { region, control, method, token },
    progress,
  };
  const respond = (_ctx: CallContext, message: Message): Promise<Message> =>
    Promise.resolve(overrideOf(method, control, findings) ?? method.populate(message));
  const reply = await method
    .handle(ctx, respond, request.body, lenientCodec, interceptor)
    .then((body) => success(station, request, body), interruption);
  return { reply, ...progress };
}

/** Serves a method that the schema does not know: an empty success, once the stages let it pass. */
export function answerUnknownMethod(
  station: Station,
  path: string,
  request: Request,
  findings: Findings,
): Outcome {
  findings.add(() => ({
    path: "path",
    problem: "unknown method",
    value: show(path),
    nearest: nearest(path, [...methods.keys()]),
  }));
  reportForm(request, findings);
  const { region, regions } = station;
  const control = readControl(request, regions, findings);
  const progress = { waitMs: 0, notes: [] };
  const call = { region, control, token: unread };
  const refusal = runStages(unknownMethodMiddleware, call, progress);
  const reply =
    refusal === undefined
      ? success(station, request, isJson(request) ? "{}" : "")
      : failure(refusal);
  return { reply, ...progress };
}

/** Every reply of the API names its region; an empty name stands for a failure. */
export function failure(reply: Reply): Reply {
  return withHeaders(reply, [["X-Lk-Mock-Region", ""]]);
}

function success(station: Station, request: Request, body: string | Uint8Array): Reply {
  const type = isJson(request) ? "application/json" : "application/protobuf";
  const region = String(station.region.index);
  return {
    status: 200,
    headers: [
      ["Content-Type", type],
      ["X-Lk-Mock-Region", region],
    ],
    body,
  };
}

/** The reply of the stage that ended the handler; any other error is a bug and goes on. */
function interruption(error: unknown): Reply {
  if (error instanceof Interrupted) return failure(error.reply);
  throw error;
}

const unread: Verified = { ok: false, reason: "it was not looked at" };

function verifiedToken(station: Station, control: Control, request: Request): Promise<Verified> {
  if (control.skipAuth === true) return Promise.resolve(unread);
  return station.verify(bearerOf(request), station.clock.now());
}

function overrideOf(method: Method, control: Control, findings: Findings): Message | undefined {
  if (control.response === undefined) return undefined;
  return parseResponse(method.response, control.response, findings);
}

function isJson(request: Request): boolean {
  return request.contentType.includes("json");
}

/** Reports what Twirp does not allow in the form of a call, and the mock does. */
function reportForm({ method, contentType }: Request, findings: Findings): void {
  if (method !== "POST") {
    findings.add(() => ({
      path: "method",
      problem: "wrong HTTP method",
      value: method,
      expected: "POST",
    }));
  }
  const [type = ""] = contentType.split(";", 1);
  if (!["application/json", "application/protobuf"].includes(type.trim())) {
    findings.add(() => ({
      path: "Content-Type",
      problem: contentType === "" ? "missing" : `not one of Twirp's: ${show(contentType)}`,
      expected: "application/json or application/protobuf",
    }));
  }
}
