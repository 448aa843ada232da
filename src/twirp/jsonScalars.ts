import type { ProblemCode } from "../util/problems.js";
import { ScalarType, type JsonValue } from "@bufbuild/protobuf";
import { integerOf, isJsonNumber } from "../util/jsonNumber.js";

/** What the JSON of a scalar or of one of Google's types is worth. */
export interface Fitted {
  /** What protobuf-es reads it from. */
  readonly json: JsonValue;
  /** What is wrong with it, if protobuf-es reads it all the same and LiveKit does not. */
  readonly code?: ProblemCode;
  /** What is legal there. */
  readonly expected?: string;
}

/** Fits the JSON of a scalar; what no decoder takes is left for protobuf-es to refuse. */
export function fitScalar(type: ScalarType, value: unknown): Fitted {
  switch (type) {
    case ScalarType.STRING:
    case ScalarType.BOOL:
      return { json: numberFor(value) };
    case ScalarType.BYTES:
      return typeof value === "string" ? fitBytes(value) : { json: numberFor(value) };
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return fitNumber(value, Number.isFinite);
    case ScalarType.INT64:
    case ScalarType.UINT64:
    case ScalarType.SINT64:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return fitLong(value);
    default:
      return fitNumber(value, Number.isInteger);
  }
}

/** A JSON value that a field which is no 64-bit integer is read from. */
export function numberFor(value: unknown): JsonValue {
  return typeof value === "bigint" ? Number(value) : (value as JsonValue);
}

const specialNumbers = new Set(["NaN", "Infinity", "-Infinity"]);
const invalidNumber = {
  code: "invalidNumber",
  expected: "a number as JSON writes it",
} as const;

/** @param isTaken whether protobuf-es takes a string for this number */
function fitNumber(value: unknown, isTaken: (number: number) => boolean): Fitted {
  const json = numberFor(value);
  if (typeof json !== "string" || isJsonNumber(json) || specialNumbers.has(json)) return { json };
  const isRead = json !== "" && json.trim() === json && isTaken(Number(json));
  return isRead ? { json, ...invalidNumber } : { json };
}

/** A string that `BigInt` reads, by which protobuf-es reads 64-bit integers. */
const bigIntForm = /^\s*(?:[+-]?\d+|0x[\da-f]+|0o[0-7]+|0b[01]+)?\s*$/i;
/** No 64-bit integer is longer, in characters; `BigInt` takes long for what is much longer. */
const longestLong = 400;

/** A 64-bit integer may have an exponent or a fraction of zeros, also in a string. */
function fitLong(value: unknown): Fitted {
  if (typeof value === "bigint") return { json: String(value) };
  if (typeof value !== "string") return { json: value as JsonValue };
  const exact = integerOf(value);
  if (exact !== undefined) return { json: String(exact) };
  if (value.length > longestLong) return { json: `${value.slice(0, longestLong)}...` };
  const isRead = value !== "" && !isJsonNumber(value) && bigIntForm.test(value);
  return isRead ? { json: value, ...invalidNumber } : { json: value };
}

function fitBytes(text: string): Fitted {
  const { isValid, isRead } = judgeBase64(text);
  if (isValid || !isRead) return { json: text };
  return { json: text, code: "invalidBase64", expected: "one alphabet, with full padding or none" };
}

/**
 * Whether a string is base64 as LiveKit reads it, in one alphabet, with whole padding or none, and with
 * ends of lines passed over; and whether protobuf-es reads it, which begins anew behind each `=` and
 * passes over blanks.
 */
function judgeBase64(text: string): { readonly isValid: boolean; readonly isRead: boolean } {
  let digits = 0;
  let padding = 0;
  let lastDigits = 0;
  let isStrict = true;
  let [hasStandard, hasUrl] = [false, false];
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    const kind = character < base64Kinds.length ? base64Kinds[character]! : "x";
    switch (kind) {
      case "=":
        padding++;
        lastDigits = 0;
        break;
      case "n":
        break;
      case " ":
        isStrict = false;
        break;
      case "x":
        return { isValid: false, isRead: false };
      default:
        if (kind === "+") hasStandard = true;
        if (kind === "-") hasUrl = true;
        if (padding > 0) isStrict = false;
        digits++;
        lastDigits++;
    }
  }
  const isWhole = text.length % 4 === 0 ? (digits + padding) % 4 === 0 : padding === 0;
  const isOne = !(hasStandard && hasUrl) && padding <= 2 && digits % 4 !== 1;
  return { isValid: isStrict && isWhole && isOne, isRead: lastDigits % 4 !== 1 };
}

/** By code: `a` a digit in both alphabets, `+` and `-` in one, `=` padding, `n` the end of a line, ` ` a blank. */
const base64Kinds = Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[A-Za-z0-9]/.test(character)) return "a";
  if (/[+/]/.test(character)) return "+";
  if (/[-_]/.test(character)) return "-";
  if (/[\r\n]/.test(character)) return "n";
  if (/[\t ]/.test(character)) return " ";
  return character === "=" ? "=" : "x";
});

/** Whether a name can be the key of a map; protobuf-es takes more for 32-bit integers. */
export function isMapKey(type: ScalarType, name: string): boolean {
  switch (type) {
    case ScalarType.INT32:
    case ScalarType.SINT32:
    case ScalarType.SFIXED32:
      return /^[+-]?\d+$/.test(name);
    case ScalarType.UINT32:
    case ScalarType.FIXED32:
      return /^\d+$/.test(name);
    default:
      return true;
  }
}
