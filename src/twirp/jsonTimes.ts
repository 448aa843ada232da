import type { Fitted } from "./jsonScalars.js";

/** What protobuf-es reads as a duration, and as a timestamp if `Date` accepts it. */
const readDuration = /^-?\d+(?:\.\d{1,9})?s/;
const readTimestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/** The most seconds of a duration. */
const maxSeconds = 315_576_000_000;

/** The JSON of a `google.protobuf.Duration`: seconds with up to nine decimals. */
export function fitDuration(text: string): Fitted {
  const parts = /^([+-]?)(0|[1-9]\d*|(?=\.))(?:\.(\d{0,9}))?s$/.exec(text);
  const [, sign = "", seconds = "", nanos = ""] = parts ?? [];
  if (parts === null || Number(seconds) > maxSeconds) {
    const protobufEsReads = readDuration.test(text) && Math.abs(parseInt(text)) <= maxSeconds;
    const expected = 'seconds, such as "1.5s"';
    return protobufEsReads ? { json: text, code: "invalidDuration", expected } : { json: text };
  }
  const whole = seconds === "" ? "0" : seconds;
  return { json: `${sign === "-" ? "-" : ""}${whole}${nanos === "" ? "" : `.${nanos}`}s` };
}

const timestamp =
  /^(\d{4})-(\d\d)-(\d\d)T(\d{1,2}):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))$/;
/** The first and the last second of a timestamp, in milliseconds of the Unix clock. */
const [firstMs, lastMs] = [-62_135_596_800_000, 253_402_300_799_000];

/** The JSON of a `google.protobuf.Timestamp`: RFC 3339 with up to nine decimals. */
export function fitTimestamp(text: string): Fitted {
  const parts = timestamp.exec(text);
  const ms = parts === null ? NaN : toUnixMs(parts);
  if (!isInRange(ms)) {
    const protobufEsReads = readTimestamp.test(text) && isInRange(Date.parse(text));
    const expected = 'a time of RFC 3339, such as "2026-01-31T12:00:00Z"';
    return protobufEsReads ? { json: text, code: "invalidTimestamp", expected } : { json: text };
  }
  const nanos = parts?.[7];
  const second = new Date(ms).toISOString().slice(0, "2026-01-31T12:00:00".length);
  return { json: `${second}${nanos === undefined ? "" : `.${nanos}`}Z` };
}

function isInRange(ms: number): boolean {
  return ms >= firstMs && ms <= lastMs;
}

/** The second of a timestamp, in milliseconds of the Unix clock; NaN if there is no such time. */
function toUnixMs(parts: RegExpExecArray): number {
  const numberAt = (at: number): number => Number(parts[at] ?? 0);
  const [month, day, hour, minute, second] = [2, 3, 4, 5, 6].map(numberAt) as Five;
  const [offsetHours, offsetMinutes] = [numberAt(9), numberAt(10)];
  if (hour > 23 || minute > 59 || second > 59 || offsetHours > 24 || offsetMinutes > 60) return NaN;
  const date = new Date(0);
  date.setUTCFullYear(numberAt(1), month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return NaN;
  const offset = (parts[8] === "-" ? -1 : 1) * (offsetHours * 60 + offsetMinutes);
  return date.setUTCHours(hour, minute - offset, second);
}

type Five = [number, number, number, number, number];
