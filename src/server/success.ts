import type { Message } from "@bufbuild/protobuf";
import type { Method } from "../../gen/types.js";
import { encodeResponse } from "../twirp/codec.js";
import type { HttpResponse } from "../util/outcome.js";
import type { RequestRecord } from "./record.js";

/** A successful response, altered if a stage asks for it. */
export function succeed(request: RequestRecord, body: string | Uint8Array): HttpResponse {
  const { contentType, region } = request;
  const headers = [
    ["Content-Type", contentType],
    ["X-Lk-Mock-Region", String(region.index)],
  ] as const;
  return altered(request, { status: 200, headers, body });
}

/** The response that a stage makes of a true one. */
export function altered({ alter }: RequestRecord, response: HttpResponse): HttpResponse {
  return alter === undefined ? response : alter(response);
}

/** Encodes a method's response message as the request asks for. */
export function encode(
  { encoding }: RequestRecord,
  { response, registry }: Method,
  message: Message,
): string | Uint8Array {
  return encodeResponse(response, message, encoding, registry);
}
