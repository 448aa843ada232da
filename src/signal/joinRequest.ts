import { gunzipSync } from "node:zlib";
import type { DescMessage, MessageShape } from "@bufbuild/protobuf";
import {
  JoinRequestSchema,
  WrappedJoinRequest_Compression,
  WrappedJoinRequestSchema,
  type JoinRequest,
} from "../../gen/livekit_rtc_pb.js";
import { decodeBase64 } from "../util/base64.js";
import { show, type Findings } from "../util/findings.js";
import { reportExcess } from "../util/limits.js";
import { decode as decodeMessage } from "../protobuf/decode.js";
import { reportSkippedFields } from "../protobuf/skippedFields.js";

/** Maximum size of a decompressed join request, in bytes. */
const maxBytes = 64 * 1024;

/**
 * Reads the `join_request` query parameter of `/rtc/v1`: a `WrappedJoinRequest` in base64 (either
 * alphabet, padded or not). Reports a parameter that is missing or does not decode.
 */
export function readJoinRequest(
  text: string | undefined,
  findings: Findings,
): JoinRequest | undefined {
  const expected = "base64 of a livekit.WrappedJoinRequest";
  if (text === undefined) {
    findings.add("body", () => ({ path: "join_request", code: "missing", expected }));
    return undefined;
  }
  const join = decode(text, findings);
  if (typeof join !== "string") return join;
  findings.add("body", () => ({
    path: "join_request",
    code: "doesNotDecode",
    reason: join,
    value: show(text),
    expected,
  }));
  return undefined;
}

/** Returns the join request, or what is wrong with the text. */
function decode(text: string, findings: Findings): JoinRequest | string {
  // An unescaped plus sign arrives as a space.
  const packed = decodeBase64(text.replaceAll(" ", "+"));
  if (packed === undefined) return "not base64";
  try {
    const wrapped = decodeWithin(WrappedJoinRequestSchema, packed, findings);
    const bytes = unpack(wrapped.compression, wrapped.joinRequest);
    return typeof bytes === "string" ? bytes : decodeWithin(JoinRequestSchema, bytes, findings);
  } catch (error) {
    if (!(error instanceof Error)) return String(error);
    const tooLarge = "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    return tooLarge ? `over ${String(maxBytes)} bytes once inflated` : error.message;
  }
}

/** Decodes a message up to the limits. */
function decodeWithin<Schema extends DescMessage>(
  schema: Schema,
  bytes: Uint8Array,
  findings: Findings,
): MessageShape<Schema> {
  const { message, skippedFields, excess, flaw } = decodeMessage(schema, bytes);
  if (excess !== undefined) reportExcess(excess, "body", "join_request", findings);
  if (flaw !== undefined) throw new Error(flaw);
  // Not the unknown fields: a newer client may have fields that the mock does not know.
  const misfits = skippedFields.filter(({ known }) => known !== undefined);
  reportSkippedFields(misfits, "join_request", findings);
  return message;
}

function unpack(
  compression: WrappedJoinRequest_Compression,
  bytes: Uint8Array,
): Uint8Array | string {
  switch (compression) {
    case WrappedJoinRequest_Compression.NONE:
      return bytes;
    case WrappedJoinRequest_Compression.GZIP:
      return gunzipSync(bytes, { maxOutputLength: maxBytes });
    default:
      return `unknown compression ${String(compression)}`;
  }
}
