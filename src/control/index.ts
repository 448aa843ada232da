import { show, type Findings } from "../findings.js";
import { isObject, parseJson } from "../json.js";
import { nearest } from "../nearest.js";
import type { Region } from "../region.js";
import { controlFields, type Control, type Field } from "./fields.js";
import { olderHeaders, readOlderHeader } from "./olderHeaders.js";
import { readField, unknownField } from "./readField.js";

export type { Control } from "./fields.js";

const controlHeader = "X-Lk-Mock";
/** Name of the token's attribute that holds the same JSON object as the header. */
export const controlAttribute = "lk.mock";
const headerNames = [controlHeader, ...olderHeaders.map(({ name }) => name)];
const knownHeaders = new Set(headerNames.map((name) => name.toLowerCase()));
const fieldNames = controlFields.map(({ name }) => name);

/** Where a request's control may stand. */
export interface ControlSources {
  /** Names and values in turn, as Node gives them (values in Latin-1). */
  readonly rawHeaders: readonly string[];
  /** The `lk.mock` attribute of the request's token. */
  readonly attribute?: string | undefined;
}

/**
 * Reads how a request is to be treated: from the older headers, then over them the JSON object of
 * `X-Lk-Mock`, or else that of the token's attribute. What is for a signal connection is read from
 * the attribute alone. Nothing here fails: what cannot be used is skipped and reported.
 */
export function readControl(
  { rawHeaders, attribute }: ControlSources,
  regions: readonly Region[],
  findings: Findings,
): Control {
  const texts = collectHeaders(rawHeaders, findings);
  if (texts === undefined && attribute === undefined) return {};
  const control: Record<string, unknown> = {};
  for (const header of olderHeaders) {
    const text = texts?.get(header.name.toLowerCase());
    if (text === undefined) continue;
    const value = readOlderHeader(header, text, findings);
    if (value !== undefined) control[header.field] = value;
  }
  const text = texts?.get(controlHeader.toLowerCase());
  if (text !== undefined) {
    overlay(control, text, controlHeader, findings, (field, path) => {
      if (field.tokenOnly !== true) return true;
      const expected = `it in the token's ${controlAttribute} attribute`;
      findings.add(() => ({ path, problem: "not read from the header", expected }));
      return false;
    });
  }
  if (attribute !== undefined) {
    overlay(control, attribute, controlAttribute, findings, (field) => {
      return text === undefined || field.tokenOnly === true;
    });
  }
  reportUnknownRegions(control, regions, findings);
  return control;
}

/** The control headers by lower-case name; the first of each counts. */
function collectHeaders(
  rawHeaders: readonly string[],
  findings: Findings,
): Map<string, string> | undefined {
  let texts: Map<string, string> | undefined;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const header = rawHeaders[at] ?? "";
    const name = header.toLowerCase();
    if (!name.startsWith("x-lk-mock")) continue;
    texts ??= new Map();
    if (texts.has(name)) {
      findings.add(() => ({
        path: header,
        problem: "repeated",
        expected: "one; the first counts",
      }));
    } else if (knownHeaders.has(name)) {
      texts.set(name, Buffer.from(rawHeaders[at + 1] ?? "", "latin1").toString("utf8"));
    } else {
      findings.add(() => ({
        path: header,
        problem: "unknown header",
        nearest: nearest(header, headerNames),
      }));
    }
  }
  return texts;
}

/** Lays the fields of a JSON object that count over what is known already. */
function overlay(
  control: Record<string, unknown>,
  text: string,
  source: string,
  findings: Findings,
  counts: (field: Field, path: string) => boolean,
): void {
  const value = parseJson(text);
  if (!isObject(value)) {
    const problem = value === undefined ? "not JSON" : "wrong type";
    findings.add(() => ({
      path: source,
      problem,
      value: value === undefined ? show(text) : show(value),
      expected: "a JSON object",
    }));
    return;
  }
  const seen = new Set<string>();
  for (const [key, entry] of Object.entries(value)) {
    const lower = key.toLowerCase();
    const field: Field | undefined = controlFields.find(({ name }) => name.toLowerCase() === lower);
    if (field === undefined) {
      findings.add(() => unknownField(source, key, fieldNames));
      continue;
    }
    const path = `${source}.${field.name}`;
    if (!counts(field, path)) continue;
    if (seen.has(lower))
      findings.add(() => ({ path, problem: "repeated", expected: "one; the last counts" }));
    seen.add(lower);
    if (entry === null) continue;
    const read = readField(field, entry, path, findings);
    if (read !== undefined) control[field.name] = read;
  }
}

/** A region that is not there cannot fail or be pinned: most likely a slip. */
function reportUnknownRegions(
  control: Control,
  regions: readonly Region[],
  findings: Findings,
): void {
  const last = regions.length - 1;
  for (const index of control.failRegions ?? []) {
    if (index >= 0 && index <= last) continue;
    findings.add(() => ({
      path: "failRegions",
      problem: "no such region",
      value: String(index),
      expected: `0 to ${String(last)}`,
    }));
  }
  const names = regions.map(({ name }) => name);
  for (const name of control.pinnedRegions ?? []) {
    if (names.includes(name)) continue;
    findings.add(() => ({
      path: "pinnedRegions",
      problem: "no such region",
      value: show(name),
      nearest: nearest(name, names),
    }));
  }
}
