import type { ProblemCode } from "../util/problems.js";
import { ScalarType, type JsonValue } from "@bufbuild/protobuf";
import { integerOf, isJsonNumber } from "../util/jsonNumber.js";

/** The JSON of a scalar or of one of Google's types, for protobuf-es. */
export interface Fitted {
  /** The JSON that protobuf-es reads. */
  readonly json: JsonValue;
  /** What is wrong with it, if LiveKit rejects it although protobuf-es reads it. */
  readonly code?: ProblemCode;
  /** What is valid there. */
  readonly expected?: string;
}

/** Changes the JSON of a scalar. What no decoder accepts is left for protobuf-es to reject. */
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

/** The JSON of a field that is not a 64-bit integer. */
export function numberFor(value: unknown): JsonValue {
  return typeof value === "bigint" ? Number(value) : (value as JsonValue);
}

const specialNumbers = new Set(["NaN", "Infinity", "-Infinity"]);
const invalidNumber = {
  code: "invalidNumber",
  expected: "a JSON number",
} as const;

/** @param accepts whether protobuf-es reads a string as this number */
function fitNumber(value: unknown, accepts: (number: number) => boolean): Fitted {
  const json = numberFor(value);
  if (typeof json !== "string" || isJsonNumber(json) || specialNumbers.has(json)) return { json };
  const protobufEsReads = json !== "" && json.trim() === json && accepts(Number(json));
  return protobufEsReads ? { json, ...invalidNumber } : { json };
}

/** A string that `BigInt` reads. protobuf-es reads 64-bit integers with it. */
const bigIntForm = /^\s*(?:[+-]?\d+|0x[\da-f]+|0o[0-7]+|0b[01]+)?\s*$/i;
/** The most characters of a 64-bit integer. `BigInt` takes long for much longer strings. */
const longestLong = 400;

/** A 64-bit integer. It may have an exponent or a fraction of zeros, in a string, too. */
function fitLong(value: unknown): Fitted {
  if (typeof value === "bigint") return { json: String(value) };
  if (typeof value !== "string") return { json: value as JsonValue };
  const exact = integerOf(value);
  if (exact !== undefined) return { json: String(exact) };
  if (value.length > longestLong) return { json: `${value.slice(0, longestLong)}...` };
  const protobufEsReads = value !== "" && !isJsonNumber(value) && bigIntForm.test(value);
  return protobufEsReads ? { json: value, ...invalidNumber } : { json: value };
}

function fitBytes(text: string): Fitted {
  const { liveKitReads, protobufEsReads } = judgeBase64(text);
  if (liveKitReads || !protobufEsReads) return { json: text };
  return { json: text, code: "invalidBase64", expected: "one alphabet, with full padding or none" };
}

/**
 * Whether a string is base64 for LiveKit (one alphabet, full padding or none, line ends ignored),
 * and for protobuf-es (which starts over after each `=`, and ignores spaces).
 */
function judgeBase64(text: string): {
  readonly liveKitReads: boolean;
  readonly protobufEsReads: boolean;
} {
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
        return { liveKitReads: false, protobufEsReads: false };
      default:
        if (kind === "+") hasStandard = true;
        if (kind === "-") hasUrl = true;
        if (padding > 0) isStrict = false;
        digits++;
        lastDigits++;
    }
  }
  const isPaddingFullOrNone = text.length % 4 === 0 ? (digits + padding) % 4 === 0 : padding === 0;
  const hasValidLength = isPaddingFullOrNone && padding <= 2 && digits % 4 !== 1;
  const isOneAlphabet = !(hasStandard && hasUrl);
  return {
    liveKitReads: isStrict && hasValidLength && isOneAlphabet,
    protobufEsReads: lastDigits % 4 !== 1,
  };
}

/**
 * By character code: `a` a digit in both alphabets, `+` and `-` a digit in one, `=` padding, `n` a
 * line end, ` ` a space.
 */
const base64Kinds = Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[A-Za-z0-9]/.test(character)) return "a";
  if (/[+/]/.test(character)) return "+";
  if (/[-_]/.test(character)) return "-";
  if (/[\r\n]/.test(character)) return "n";
  if (/[\t ]/.test(character)) return " ";
  return character === "=" ? "=" : "x";
});

/** Whether a name can be the key of a map. protobuf-es accepts more for 32-bit integers. */
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
