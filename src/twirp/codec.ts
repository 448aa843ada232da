import { constants } from "node:buffer";
import { TextDecoder } from "node:util";
import {
  create,
  fromJson,
  fromJsonString,
  mergeFromBinary,
  mergeFromJson,
  toBinary,
  toJsonString,
  type DescMessage,
  type JsonObject,
  type Message,
  type Registry,
} from "@bufbuild/protobuf";
import { extentOf } from "../extent.js";
import { printable, type Findings } from "../findings.js";
import { isObject, jsonFactor, parseJson } from "../json.js";
import { limitJson } from "../limitedJson.js";
import { reportExcess } from "../limits.js";
import { reasonOf } from "../reason.js";
import { reportUnknownJson, reportUnknownNumbers } from "./unknownFields.js";

/** What decoded messages take in memory at most, in bytes: each of them, and per byte of a body. */
const entryBytes = 600;
const wireFactor = 40;

/** Most characters of a decoder's reason in a finding. */
const maxReason = 110;

/** What a body is decoded with. */
export interface Decoding {
  readonly findings: Findings;
  /** What a message in an `Any` may be. */
  readonly registry?: Registry | undefined;
}

/** What a body decodes into. */
export interface Decoded {
  readonly message: Message;
  /** The most that the message takes, in bytes. */
  readonly weight: number;
}

/**
 * The message that a request's body is, in JSON or in protobuf. This never fails: what does not
 * decode, or goes over the limits, leaves the message as far as it was read, and is reported, as are
 * unknown fields.
 */
export function decodeRequest(
  schema: DescMessage,
  data: Uint8Array,
  isJson: boolean,
  decoding: Decoding,
): Decoded {
  return (isJson ? decodeJson : decodeBinary)(schema, data, decoding);
}

/** A response's body, in JSON or in protobuf. */
export function encodeResponse(
  schema: DescMessage,
  message: Message,
  isJson: boolean,
  registry: Registry | undefined,
): string | Uint8Array {
  return isJson
    ? toJsonString(schema, message, registry && { registry })
    : toBinary(schema, message);
}

function decodeBinary(schema: DescMessage, data: Uint8Array, { findings }: Decoding): Decoded {
  const { end, entries, excess } = extentOf(schema, data);
  if (excess !== undefined) reportExcess(excess, "body", "body", findings);
  const message = create(schema);
  const reason = failureOf(() => mergeFromBinary(schema, message, data.subarray(0, end)));
  if (reason !== undefined) reportUndecodable(schema, reason, "protobuf", findings);
  reportUnknownNumbers(schema, message, "body", findings);
  return { message, weight: entryBytes * entries + wireFactor * data.length };
}

function decodeJson(schema: DescMessage, data: Uint8Array, decoding: Decoding): Decoded {
  const { all, flaw } = textOf(data);
  const { text, entries, excess } = limitJson(all);
  if (excess !== undefined) reportExcess(excess, "body", "body", decoding.findings);
  const message = decodeText(schema, text, flaw, decoding);
  return { message, weight: entryBytes * entries + jsonFactor * data.length };
}

/** The text of a body as far as it can be one, and what is wrong with it. */
function textOf(data: Uint8Array): { readonly all: string; readonly flaw?: string } {
  try {
    return { all: new TextDecoder("utf-8", { fatal: true }).decode(data) };
  } catch (error) {
    const flaw = reasonOf(error);
    // A string has a limit, so a body may be too long for one.
    return {
      all: data.length > constants.MAX_STRING_LENGTH ? "" : new TextDecoder().decode(data),
      flaw,
    };
  }
}

function decodeText(
  schema: DescMessage,
  text: string,
  flaw: string | undefined,
  decoding: Decoding,
): Message {
  const { findings, registry } = decoding;
  let reason = flaw;
  if (reason === undefined) {
    try {
      return fromJsonString(schema, text, registry && { registry });
    } catch (error) {
      reason = reasonOf(error);
    }
  }
  const json = parseJson(text);
  if (isObject(json)) return decodeFaultyJson(schema, json as JsonObject, reason, decoding);
  reportUndecodable(schema, reason, "JSON", findings);
  return create(schema);
}

/** Reads what is readable of a JSON body that is not exactly one of the message. */
function decodeFaultyJson(
  schema: DescMessage,
  json: JsonObject,
  strictReason: string,
  { findings, registry }: Decoding,
): Message {
  const message = create(schema);
  const before = findings.list.length;
  reportUnknownJson(schema, json, "body", findings);
  const options = { ...(registry && { registry }), ignoreUnknownFields: true };
  const reason = failureOf(() => mergeFromJson(schema, message, json, options));
  if (reason !== undefined) reportUndecodable(schema, reason, "JSON", findings);
  else if (findings.list.length === before) {
    reportUndecodable(schema, strictReason, "JSON", findings);
  }
  return message;
}

/**
 * The message that the control's `response` stands for, or `undefined` where it does not parse as
 * one. That, and fields that are dropped, are reported.
 */
export function parseResponse(
  schema: DescMessage,
  json: JsonObject,
  { findings, registry }: Decoding,
): Message | undefined {
  reportUnknownJson(schema, json, "response", findings);
  try {
    return fromJson(schema, json, { ...(registry && { registry }), ignoreUnknownFields: true });
  } catch (error) {
    findings.add("body", () => ({
      path: "response",
      problem: `ignored: ${shorten(reasonOf(error))}`,
      expected: `${schema.typeName} in JSON`,
    }));
    return undefined;
  }
}

function reportUndecodable(
  schema: DescMessage,
  reason: string,
  encoding: string,
  findings: Findings,
): void {
  findings.add("body", () => ({
    path: "body",
    problem: `does not decode: ${shorten(reason)}`,
    expected: `${schema.typeName} in ${encoding}`,
  }));
}

/** A decoder's reason without the message's name, which the finding has, and not too long for it. */
function shorten(reason: string): string {
  return printable(reason.replace(/^cannot decode message \S+ from JSON: /, ""), maxReason);
}

function failureOf(attempt: () => unknown): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}
