import { decodeBase64 } from "../base64.js";
import { Findings, show } from "../findings.js";
import { isObject, parseJson } from "../json.js";
import type { Region } from "../region.js";
import { apiKeyOf, attributeOf, peek, type Peeked } from "../token/peek.js";
import { checkControl } from "./check.js";
import { controlFields, type MockControl } from "./fields.js";
import { collectHeaders, controlAttribute, controlHeader } from "./headers.js";
import { readOlderHeaders } from "./olderHeaders.js";
import { readFields, type Source } from "./readValue.js";
import type { WholeControl } from "./settle.js";
import type { Field } from "./types.js";

export type { MockControl } from "./fields.js";
export { controlAttribute, controlHeader } from "./headers.js";
export { touches } from "./methodPatterns.js";
export { settle, type Control, type Discovery, type WholeControl } from "./settle.js";

/** What an API key begins with that holds the same JSON object, in base64. */
const keyPrefix = "mock.";

/** Where a request's control may stand. */
export interface ControlSources {
  /** Names and values in turn, as Node gives them (values in Latin-1). */
  readonly rawHeaders: readonly string[];
  /** The request's token, which need not verify; empty where it has none. */
  readonly token: string;
  /** Whether the request is for a signal connection. */
  readonly signal: boolean;
}

/** What of a mock's settings bears on the control of its requests. */
export interface ControlRules {
  readonly regions: readonly Region[];
  /** The control of a request that has none of its own. */
  readonly defaultControl: MockControl;
  /** Whether a token may hold the control. */
  readonly tokenControl: boolean;
}

/**
 * Reads how a request is to be treated: from the older headers, then over them the first that is
 * there of `X-Lk-Mock`, the token's `lk.mock` attribute, its API key and the mock's own default.
 * What is for a signal connection is read from the attribute alone. Nothing here fails: what cannot
 * be used is skipped and reported.
 */
export function readControl(
  { rawHeaders, token, signal }: ControlSources,
  { regions, defaultControl, tokenControl }: ControlRules,
  findings: Findings,
): WholeControl {
  const texts = collectHeaders(rawHeaders, findings);
  const header = texts?.get(controlHeader.toLowerCase());
  const needsToken = signal || (tokenControl && header === undefined);
  const claims = needsToken && token !== "" ? peek(token) : undefined;
  const attribute = claims && attributeOf(claims, controlAttribute);
  const inToken = tokenControl && claims ? (inAttribute(attribute) ?? inKey(claims)) : undefined;
  const chosen = header === undefined ? inToken : { text: header, name: controlHeader };
  const read = chosen ? readText(chosen, findings) : defaultControl;
  const older = texts && readOlderHeaders(texts, findings);
  const alone = signal && attribute !== undefined && chosen?.name !== controlAttribute;
  const whole: WholeControl = {
    ...older,
    ...read,
    ...(alone ? { fromToken: readSignalPart(attribute, findings) } : {}),
  };
  checkControl(whole, regions, findings);
  return whole;
}

/** A control as text, and the name of the place that it comes from. */
interface ControlText {
  readonly text: string;
  readonly name: string;
}

function inAttribute(text: string | undefined): ControlText | undefined {
  return text === undefined ? undefined : { text, name: controlAttribute };
}

function inKey(claims: Peeked): ControlText | undefined {
  const key = apiKeyOf(claims);
  if (key?.startsWith(keyPrefix) !== true) return undefined;
  const coded = key.slice(keyPrefix.length);
  return { text: decodeBase64(coded)?.toString("utf8") ?? coded, name: "API key" };
}

function readText({ text, name }: ControlText, findings: Findings): MockControl {
  const value = parseControl(text, name, findings);
  return value === undefined ? {} : readObject(value, name, findings);
}

/** Reads the JSON object of a control from the place of this name. */
function readObject(
  value: Readonly<Record<string, unknown>>,
  name: string,
  findings: Findings,
): MockControl {
  const notForToken = `it in the token's ${controlAttribute} attribute`;
  const source: Source = { findings, ...(name === controlAttribute ? {} : { notForToken }) };
  return readFields(controlFields, value, name, source);
}

/** Reads a control that stands for itself, and says all that is wrong with it in these regions. */
export function examineControl(
  value: Readonly<Record<string, unknown>>,
  name: string,
  regions: readonly Region[],
): { readonly control: MockControl; readonly findings: Findings } {
  const findings = new Findings();
  const control = readObject(value, name, findings);
  checkControl(control, regions, findings);
  return { control, findings };
}

/** The JSON object of a text, or `undefined` with a finding. */
function parseControl(
  text: string,
  path: string,
  findings: Findings,
): Record<string, unknown> | undefined {
  const value = parseJson(text);
  if (isObject(value)) return value;
  findings.add("control", () => ({
    path,
    problem: value === undefined ? "not JSON" : "wrong type",
    value: value === undefined ? show(text) : show(value),
    expected: "a JSON object",
  }));
  return undefined;
}

/** Reads what an attribute says of a signal connection, and passes over all else. */
function readSignalPart(text: string, findings: Findings): MockControl {
  const value = parseControl(text, controlAttribute, findings);
  return value === undefined ? {} : readObject(signalPart(value), controlAttribute, findings);
}

function signalPart(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept = Object.entries(object).flatMap(([key, value]): [string, unknown][] => {
    const lower = key.toLowerCase();
    if (lower === "perregion" && isObject(value)) {
      const parts = Object.entries(value).map(([region, fields]): [string, unknown] => [
        region,
        isObject(fields) ? signalPart(fields) : fields,
      ]);
      return [[key, Object.fromEntries(parts)]];
    }
    return signalNames.has(lower) ? [[key, value]] : [];
  });
  return Object.fromEntries(kept);
}

const fields: readonly Field[] = controlFields;
const signalNames = new Set(
  fields.filter(({ tokenOnly }) => tokenOnly === true).map(({ name }) => name.toLowerCase()),
);
