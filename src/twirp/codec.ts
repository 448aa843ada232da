import { constants } from "node:buffer";
import { TextDecoder } from "node:util";
import {
  fromJson,
  fromJsonString,
  mergeFromJson,
  toBinary,
  type DescMessage,
  type Message,
  type Registry,
} from "@bufbuild/protobuf";
import { createEmpty } from "../../gen/create.js";
import { printable, type Findings } from "../util/findings.js";
import { isObject, jsonFactor } from "../util/json.js";
import { limitJson, stringsAtTop } from "../util/limitedJson.js";
import { reportExcess } from "../util/limits.js";
import { decode } from "../protobuf/decode.js";
import { reportSkippedFields } from "../protobuf/skippedFields.js";
import { membersOf, readLimited, type Member } from "../util/readJson.js";
import { reasonOf } from "../util/reason.js";
import { fitJson, type Origin } from "./fitJson.js";
import { isRoomField, roomsInBinary, roomsInJson, type NamedRooms } from "./namedRooms.js";
import { writeJson, type JsonForm } from "./writeJson.js";

/** How a response is encoded. */
export type Encoding = "protobuf" | JsonForm;

/** The most memory that decoded messages take, in bytes: per message, and per byte of a body. */
const entryBytes = 600;
const wireFactor = 40;

/** The most characters of a decoder's reason in a finding. */
const maxReason = 110;

/** What a body is decoded with. */
export interface Decoding {
  readonly findings: Findings;
  /** The messages that an `Any` may hold. */
  readonly registry?: Registry | undefined;
}

/** What a body decodes into. */
export interface DecodedBody {
  readonly message: Message;
  /** Whether it is valid as a whole, and within the limits. */
  readonly isWhole: boolean;
  /** The rooms that it names, even if the rest does not decode. */
  readonly namedRooms: () => NamedRooms;
  /** The most memory that the message takes, in bytes. */
  readonly weight: number;
}

/**
 * Decodes a request's body, in JSON or in protobuf. It never fails: if the body is invalid or
 * exceeds the limits, the message has what could be read, and there is a finding. Unknown fields
 * are findings, too.
 */
export function decodeRequest(
  schema: DescMessage,
  data: Uint8Array,
  isJson: boolean,
  decoding: Decoding,
): DecodedBody {
  return (isJson ? decodeJson : decodeBinary)(schema, data, decoding);
}

/** Encodes a response's body. */
export function encodeResponse(
  schema: DescMessage,
  message: Message,
  encoding: Encoding,
  registry: Registry | undefined,
): string | Uint8Array {
  return encoding === "protobuf"
    ? toBinary(schema, message)
    : writeJson(schema, message, encoding, registry);
}

function decodeBinary(schema: DescMessage, data: Uint8Array, { findings }: Decoding): DecodedBody {
  const { message, entries, skippedFields, excess, flaw } = decode(schema, data);
  if (excess !== undefined) reportExcess(excess, "body", "body", findings);
  if (flaw !== undefined) reportUndecodable(schema, flaw, "protobuf", findings);
  reportSkippedFields(skippedFields, "body", findings);
  return {
    message,
    isWhole: excess === undefined && flaw === undefined,
    namedRooms: () => roomsInBinary(schema, data),
    weight: entryBytes * entries + wireFactor * data.length,
  };
}

function decodeJson(schema: DescMessage, data: Uint8Array, decoding: Decoding): DecodedBody {
  const { findings } = decoding;
  const { text: decoded, flaw } = decodeText(data);
  const body = decoded.startsWith(byteOrderMark) ? decoded.slice(1) : decoded;
  if (body !== decoded) {
    findings.add("body", () => ({ path: "body", code: "byteOrderMark" }));
  }
  const limited = limitJson(body);
  const { text, entries, excess } = limited;
  if (excess !== undefined) reportExcess(excess, "body", "body", findings);
  const value = readLimited(limited);
  const message = createEmpty(schema);
  const { reason, rejected } = isObject(value)
    ? mergeJson(schema, message, value, decoding, "body")
    : { reason: flaw ?? errorOf(() => fromJsonString(schema, text)) ?? "not an object" };
  const problem = reason ?? flaw ?? surrogateProblem(text, value);
  if (problem !== undefined) reportUndecodable(schema, problem, "JSON", findings);
  return {
    message,
    isWhole: (problem ?? rejected ?? excess) === undefined,
    namedRooms: () =>
      roomsInJson(excess === undefined ? membersOfJson(value) : stringsAtTop(body, isRoomField)),
    weight: entryBytes * entries + jsonFactor * data.length,
  };
}

function membersOfJson(value: unknown): readonly Member[] {
  return isObject(value) ? membersOf(value) : [];
}

/** Why LiveKit rejects the JSON of a message, or `undefined` if it accepts it. */
export function rejectionOf(
  schema: DescMessage,
  value: unknown,
  origin: Origin,
): string | undefined {
  const { json, rejected } = fitJson(schema, value, origin);
  if (rejected !== undefined) return rejected;
  if (hasLoneSurrogate(value)) return "half of a surrogate pair";
  const reason = errorOf(() => fromJson(schema, json, lenient));
  return reason === undefined ? undefined : shorten(reason, schema);
}

/** The result of reading the JSON of a message. */
interface Merged {
  /** Why it was not read to its end. */
  readonly reason?: string | undefined;
  /** What LiveKit rejects in it, although it was read. */
  readonly rejected?: string | undefined;
}

/** Reads the JSON of a message as far as it can be read. */
function mergeJson(
  schema: DescMessage,
  message: Message,
  value: Readonly<Record<string, unknown>>,
  { findings, registry }: Decoding,
  path: string,
): Merged {
  const { json, rejected } = fitJson(schema, value, { part: "body", path, findings });
  const options = registry === undefined ? lenient : { registry, ignoreUnknownFields: true };
  return { reason: errorOf(() => mergeFromJson(schema, message, json, options)), rejected };
}

const lenient = { ignoreUnknownFields: true } as const;

const byteOrderMark = "\ufeff";

const strictDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenientDecoder = new TextDecoder();

/** The text of a body, as far as it is valid UTF-8, and why it is not. */
function decodeText(data: Uint8Array): { readonly text: string; readonly flaw?: string } {
  try {
    return { text: strictDecoder.decode(data) };
  } catch (error) {
    const flaw = reasonOf(error);
    // Strings have a limit, so a body may be too long for one.
    return {
      text: data.length > constants.MAX_STRING_LENGTH ? "" : lenientDecoder.decode(data),
      flaw,
    };
  }
}

/** An escape may make half of a surrogate pair, which is not Unicode. */
const surrogateEscape = /\\u[dD][89a-fA-F]/;

function surrogateProblem(text: string, value: unknown): string | undefined {
  const isInvalid = surrogateEscape.test(text) && hasLoneSurrogate(value);
  return isInvalid ? "half of a surrogate pair" : undefined;
}

function hasLoneSurrogate(value: unknown): boolean {
  if (typeof value === "string") return /\p{Surrogate}/u.test(value);
  if (Array.isArray(value)) return value.some(hasLoneSurrogate);
  return isObject(value) && membersOf(value).flat().some(hasLoneSurrogate);
}

/**
 * The message in a control's `response`, or `undefined`, with a finding, if it does not parse.
 * Unknown fields are findings, too.
 */
export function parseResponse(
  schema: DescMessage,
  json: Readonly<Record<string, unknown>>,
  decoding: Decoding,
): Message | undefined {
  const { findings } = decoding;
  const message = createEmpty(schema);
  const { reason } = mergeJson(schema, message, json, decoding, "response");
  if (reason === undefined) return message;
  findings.add("body", () => ({
    path: "response",
    code: "doesNotDecode",
    reason: shorten(reason, schema),
    expected: `${schema.typeName} in JSON`,
  }));
  return undefined;
}

function reportUndecodable(
  schema: DescMessage,
  reason: string,
  encoding: string,
  findings: Findings,
): void {
  findings.add("body", () => ({
    path: "body",
    code: "doesNotDecode",
    reason: shorten(reason, schema),
    expected: `${schema.typeName} in ${encoding}`,
  }));
}

/** A decoder's reason, shortened, and without the message's name, which the finding has. */
function shorten(reason: string, { typeName }: DescMessage): string {
  return printable(reason.replace(`cannot decode message ${typeName} from JSON: `, ""), maxReason);
}

function errorOf(attempt: () => unknown): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}
