import { ScalarType, type JsonValue } from "@bufbuild/protobuf";
import { integerOf, isJsonNumber } from "../jsonNumber.js";

/** What the JSON of a scalar or of one of Google's types is worth. */
export interface Fitted {
  /** What protobuf-es reads it from. */
  readonly json: JsonValue;
  /** What is wrong with it, if protobuf-es reads it all the same and LiveKit does not. */
  readonly problem?: string;
  /** What is legal there. */
  readonly expected?: string;
}

/** Fits the JSON of a scalar; what no decoder takes is left for protobuf-es to refuse. */
export function fitScalar(type: ScalarType, value: unknown): Fitted {
  switch (type) {
    case ScalarType.STRING:
    case ScalarType.BOOL:
      return { json: value as JsonValue };
    case ScalarType.BYTES:
      return typeof value === "string" ? fitBytes(value) : { json: value as JsonValue };
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return typeof value === "bigint"
        ? { json: Number(value) }
        : fitNumber(value, Number.isFinite);
    case ScalarType.INT64:
    case ScalarType.UINT64:
    case ScalarType.SINT64:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return typeof value === "bigint" ? { json: String(value) } : fitLong(value);
    default:
      return fitNumber(value, Number.isInteger);
  }
}

const noNumbers = new Set(["NaN", "Infinity", "-Infinity"]);

/** @param isOne whether a number is one of the field, for which protobuf-es reads a string */
function fitNumber(value: unknown, isOne: (number: number) => boolean): Fitted {
  const json = value as JsonValue;
  if (typeof value !== "string" || isJsonNumber(value) || noNumbers.has(value)) return { json };
  const isRead = value !== "" && value.trim() === value && isOne(Number(value));
  return isRead ? { json, ...noNumber } : { json };
}

/** A string that `BigInt` reads, by which protobuf-es reads 64-bit integers. */
const bigIntForm = /^\s*(?:[+-]?\d+|0x[\da-f]+|0o[0-7]+|0b[01]+)?\s*$/i;

/** A 64-bit integer may have an exponent or a fraction of zeros, also in a string. */
function fitLong(value: unknown): Fitted {
  if (typeof value !== "string") return { json: value as JsonValue };
  const exact = integerOf(value);
  if (exact !== undefined) return { json: String(exact) };
  const isLong = value !== "" && bigIntForm.test(value);
  return isLong ? { json: value, ...noNumber } : { json: value };
}

const noNumber = { problem: "invalid number", expected: "a number as JSON writes it" } as const;

function fitBytes(text: string): Fitted {
  const isInvalid = !isBase64(text) && isReadAsBase64(text);
  const expected = "one alphabet, whole padding or none";
  return isInvalid ? { json: text, problem: "invalid base64", expected } : { json: text };
}

/** Whether protobuf-es reads a string as base64: it begins anew behind each padding. */
function isReadAsBase64(text: string): boolean {
  const last = text.slice(text.lastIndexOf("=") + 1).replace(/\s/g, "");
  return /^[\w+/=\n\r\t -]*$/.test(text) && last.length % 4 !== 1;
}

/** Whether a string is base64 as LiveKit reads it, which passes over the ends of lines. */
function isBase64(text: string): boolean {
  if (/[-_]/.test(text) && /[+/]/.test(text)) return false;
  const [, digits, padding = ""] = /^([\w+/-]*)(={0,2})$/.exec(text.replace(/[\r\n]/g, "")) ?? [];
  if (digits === undefined || digits.length % 4 === 1) return false;
  const isPadded = text.length % 4 === 0;
  return isPadded ? (digits.length + padding.length) % 4 === 0 : padding === "";
}

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
