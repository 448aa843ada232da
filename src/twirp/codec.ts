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
import { printable, type Findings } from "../findings.js";
import { isObject, parseJson } from "../json.js";
import { reasonOf } from "../reason.js";
import { reportUnknownJson, reportUnknownNumbers } from "./unknownFields.js";

/** Most characters of a decoder's reason in a finding. */
const maxReason = 110;

/** What a body is decoded with. */
export interface Decoding {
  readonly findings: Findings;
  /** What a message in an `Any` may be. */
  readonly registry?: Registry | undefined;
}

/**
 * The message that a request's body is, in JSON or in protobuf. This never fails: what does not
 * decode leaves the message as far as it was read, and is reported, as are unknown fields.
 */
export function decodeRequest(
  schema: DescMessage,
  data: Uint8Array,
  isJson: boolean,
  decoding: Decoding,
): Message {
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

function decodeBinary(schema: DescMessage, data: Uint8Array, { findings }: Decoding): Message {
  const message = create(schema);
  const reason = failureOf(() => mergeFromBinary(schema, message, data));
  if (reason !== undefined) reportUndecodable(schema, reason, "protobuf", findings);
  reportUnknownNumbers(schema, message, "body", findings);
  return message;
}

function decodeJson(schema: DescMessage, data: Uint8Array, decoding: Decoding): Message {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(data);
    const { registry } = decoding;
    return fromJsonString(schema, text, registry && { registry });
  } catch (error) {
    return decodeFaultyJson(schema, new TextDecoder().decode(data), reasonOf(error), decoding);
  }
}

/** Reads what is readable of a JSON body that is not exactly one of the message. */
function decodeFaultyJson(
  schema: DescMessage,
  text: string,
  strictReason: string,
  { findings, registry }: Decoding,
): Message {
  const message = create(schema);
  const value = parseJson(text);
  if (!isObject(value)) {
    reportUndecodable(schema, strictReason, "JSON", findings);
    return message;
  }
  const json = value as JsonObject;
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
