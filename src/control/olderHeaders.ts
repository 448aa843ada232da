import { maxWaitMs } from "../util/clock.js";
import { show, type Findings } from "../util/findings.js";
import { isObject } from "../util/json.js";
import { readJson } from "../util/readJson.js";
import { maxEntries, reportExcess } from "../util/limits.js";
import { controlFields, type MockControl } from "./fields.js";
import { readValue } from "./readValue.js";
import type { Field } from "../util/fieldTypes.js";

/** What the older headers set. All but one of them also exist as a field of the JSON object. */
export interface OlderControl extends MockControl {
  /** The wait of the failure mode `delay`, in milliseconds. */
  readonly failDelayMs?: number;
}

/** A header from before `X-Lk-Mock` existed. It sets one field. */
interface OlderHeader {
  readonly name: string;
  readonly field: keyof OlderControl;
  /** What it sets, and what its value looks like. */
  readonly effect: string;
  /** Turns the header's string into a JSON value; `undefined` if it is ignored. */
  readonly parse: (text: string, path: string, findings: Findings) => unknown;
}

export const olderHeaders: readonly OlderHeader[] = [
  {
    name: "X-Lk-Mock-Fail-Regions",
    field: "failRegions",
    effect: "`failRegions`: integers separated by commas",
    parse: parseList,
  },
  { name: "X-Lk-Mock-Fail-Mode", field: "failMode", effect: "`failMode`", parse: (text) => text },
  {
    name: "X-Lk-Mock-Fail-Status",
    field: "failStatus",
    effect: "`failStatus`",
    parse: parseStatus,
  },
  {
    name: "X-Lk-Mock-Fail-Twirp-Code",
    field: "failTwirpCode",
    effect: "`failTwirpCode`",
    parse: (text) => text,
  },
  {
    name: "X-Lk-Mock-Delay-Ms",
    field: "failDelayMs",
    effect: "the wait of the failure mode `delay`, in milliseconds; 30000 by default",
    parse: parseDelay,
  },
  {
    name: "X-Lk-Mock-Regions-Status",
    field: "regionsStatus",
    effect: "`regionsStatus`",
    parse: parseStatus,
  },
  {
    name: "X-Lk-Mock-Response",
    field: "response",
    effect: "`response`: a JSON object",
    parse: parseObject,
  },
  {
    name: "X-Lk-Mock-Skip-Auth",
    field: "skipAuth",
    effect: "`skipAuth`, if the value is `true`",
    parse: parseTrue,
  },
];

/** Reads the control from the older headers, given by lower-case name. */
export function readOlderHeaders(
  headers: ReadonlyMap<string, string>,
  findings: Findings,
): OlderControl {
  const control: Record<string, unknown> = {};
  for (const header of olderHeaders) {
    const text = headers.get(header.name.toLowerCase());
    if (text === undefined) continue;
    const value = readOlderHeader(header, text, findings);
    if (value !== undefined) control[header.field] = value;
  }
  return control;
}

/** Reads an older header's value. The checks are those of the field in the JSON object. */
function readOlderHeader(header: OlderHeader, text: string, findings: Findings): unknown {
  if (text === "") return undefined;
  const value = header.parse(text, header.name, findings);
  const field: Field | undefined = controlFields.find(({ name }) => name === header.field);
  if (value === undefined || field === undefined) return value;
  return readValue(field.type, value, header.name, { findings });
}

/** Parses an integer as Go does: digits with an optional sign. */
function parseInteger(text: string): number | undefined {
  return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

function parseList(text: string, path: string, findings: Findings): number[] {
  const entries = text.split(",", maxEntries + 1);
  if (entries.length > maxEntries) reportExcess("entries", "control", path, findings);
  return entries.slice(0, maxEntries).flatMap((entry) => {
    const integer = parseInteger(entry.trim());
    if (integer !== undefined) return [integer];
    ignore(entry.trim(), "comma-separated integers", path, findings);
    return [];
  });
}

function parseStatus(text: string, path: string, findings: Findings): number | undefined {
  const status = parseInteger(text);
  if (status !== undefined && status >= 100 && status <= 599) return status;
  return ignore(text, "an integer, 100 to 599", path, findings);
}

function parseDelay(text: string, path: string, findings: Findings): number | undefined {
  const delay = parseInteger(text);
  if (delay === undefined || delay < 0) {
    return ignore(text, "milliseconds, 0 or more", path, findings);
  }
  if (delay > maxWaitMs) {
    const expected = `0 to ${String(maxWaitMs)}`;
    findings.add("control", () => ({ path, code: "outOfRange", value: text, expected }));
  }
  return Math.min(delay, maxWaitMs);
}

function parseTrue(text: string, path: string, findings: Findings): true | undefined {
  const lower = text.toLowerCase();
  if (lower === "true") return true;
  return lower === "false" ? undefined : ignore(text, "true", path, findings);
}

function parseObject(text: string, path: string, findings: Findings): unknown {
  const { value, excess } = readJson(text);
  if (excess !== undefined) reportExcess(excess, "control", path, findings);
  return isObject(value) ? value : ignore(text, "a JSON object", path, findings);
}

function ignore(text: string, expected: string, path: string, findings: Findings): undefined {
  findings.add("control", () => ({ path, code: "invalidValue", value: show(text), expected }));
}
