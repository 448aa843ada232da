import type { Caches } from "../util/cache.js";
import { Findings, show } from "../util/findings.js";
import { isObject, jsonFactor } from "../util/json.js";
import { readJson } from "../util/readJson.js";
import type { Token } from "../token/token.js";
import { reportExcess } from "../util/limits.js";
import type { Region } from "../util/region.js";
import { checkControl } from "./check.js";
import { controlFields, type MockControl } from "./fields.js";
import { collectHeaders, controlAttribute, controlHeader } from "./headers.js";
import { readOlderHeaders } from "./olderHeaders.js";
import type { Source } from "./readScalar.js";
import { readFields } from "./readValue.js";
import type { RequestControl } from "./settle.js";
import {
  createTokenReader,
  isTrusted,
  noTokenControl,
  ignoreTokenControl,
  type ControlString,
  type Trust,
} from "./token.js";

export type { MockControl } from "./fields.js";
export type { ObjectInput } from "../util/fieldTypes.js";
export { controlAttribute, controlHeader } from "./headers.js";
export { anyMethod } from "./methodPatterns.js";
export { noControl, settle, type Control, type Discovery, type RequestControl } from "./settle.js";
export type { Trust } from "./token.js";

/** Where a request can carry its control. */
export interface ControlSources {
  /** Alternating names and values, as Node gives them (values in Latin-1). */
  readonly rawHeaders: readonly string[];
  /** The request's token. It does not have to verify. */
  readonly token: Token;
  /** Whether the request is for a signal connection. */
  readonly signal: boolean;
  /** How much of the token's control applies. */
  readonly trust: Trust;
  /** Whether the mock's default control applies. */
  readonly hasDefault: boolean;
}

/** The settings that a request's control depends on. */
export interface ControlRules {
  readonly regions: readonly Region[];
  /** The control of requests that have none. */
  readonly defaultControl: MockControl;
  /** Whether tokens may carry a control. */
  readonly tokenControl: boolean;
  readonly caches: Caches;
}

/** Reads a request's control. Never throws: what it cannot use becomes a finding. */
export type ControlReader = (sources: ControlSources, findings: Findings) => RequestControl;

/**
 * Creates a reader of controls. The control is the first of these that the request has:
 *
 * 1. `X-Lk-Mock`
 * 2. the token's `lk.mock` attribute
 * 3. the token's API key
 * 4. the mock's default control, which has no findings
 *
 * Older headers set the fields that it lacks. Fields for signal connections come from the attribute
 * only.
 */
export function createControlReader({
  regions,
  defaultControl,
  tokenControl,
  caches,
}: ControlRules): ControlReader {
  const controls = caches.of<ParsedControl>({
    weigh: ({ parseFindings, checkFindings }, text) =>
      (jsonFactor + errorFactor) * text.length +
      regionBytes * regions.length +
      parseFindings.weight +
      checkFindings.weight,
  });
  const readToken = createTokenReader(caches);
  const defaultParsed: ParsedControl = {
    ...emptyControl,
    control: { ...defaultControl, isDefault: true },
  };
  return ({ rawHeaders, token, signal, trust, hasDefault }, findings) => {
    const headers = collectHeaders(rawHeaders, findings);
    const header = headers?.get(controlHeader.toLowerCase());
    const needsToken = token.text !== "" && (signal || (tokenControl && header === undefined));
    const tokenControls = needsToken ? readToken(token) : noTokenControl;
    const { attribute, text } = isTrusted(trust)
      ? tokenControls
      : ignoreTokenControl(tokenControls, trust, findings);
    const fromToken = tokenControl ? limitControl(text, trust) : undefined;
    const chosen = header === undefined ? fromToken : { text: header, name: controlHeader };
    const parsed = chosen
      ? controls.recall(cacheKeyOf(chosen), () => readControlString(chosen, regions))
      : hasDefault
        ? defaultParsed
        : emptyControl;
    findings.include(parsed.parseFindings);
    const hasOlder = headers !== undefined && headers.size > (header === undefined ? 0 : 1);
    const needsSignalPart = signal && attribute !== undefined && chosen?.name !== controlAttribute;
    if (!hasOlder && !needsSignalPart) {
      findings.include(parsed.checkFindings);
      return parsed.control;
    }
    const control: RequestControl = {
      ...(headers && readOlderHeaders(headers, findings)),
      ...parsed.control,
      ...(needsSignalPart ? { fromToken: readSignalPart(attribute, findings) } : {}),
    };
    checkControl(control, regions, findings);
    return control;
  };
}

const noFindings = new Findings();
const emptyControl: ParsedControl = {
  control: {},
  parseFindings: noFindings,
  checkFindings: noFindings,
};

/** The most memory that parse errors take, in bytes per character of the control. */
const errorFactor = 6;
/** The most memory that a control takes for each region, in bytes. */
const regionBytes = 1_000;

/** A parsed control and its findings. */
interface ParsedControl {
  readonly control: RequestControl;
  /** Findings about what could not be parsed. */
  readonly parseFindings: Findings;
  /** Findings about what is invalid with the mock's regions. */
  readonly checkFindings: Findings;
}

function limitControl(text: ControlString | undefined, trust: Trust): ControlString | undefined {
  return text === undefined || trust === "full" ? text : { ...text, isLimited: true };
}

function cacheKeyOf({ text, name, isLimited }: ControlString): string {
  return (isLimited === true ? "limited " : "") + name + text;
}

function readControlString(from: ControlString, regions: readonly Region[]): ParsedControl {
  const parseFindings = new Findings();
  const value = parseControl(from.text, from.name, parseFindings);
  const control = value === undefined ? {} : readObject(value, from, parseFindings);
  const checkFindings = new Findings();
  checkControl(control, regions, checkFindings);
  return { control, parseFindings, checkFindings };
}

/** Reads a control's JSON object. */
function readObject(
  value: Readonly<Record<string, unknown>>,
  { name, isLimited }: Pick<ControlString, "name" | "isLimited">,
  findings: Findings,
): MockControl {
  const tokenOnlyHint = `in the token's ${controlAttribute} attribute`;
  const source: Source = {
    findings,
    ...(name === controlAttribute ? {} : { tokenOnlyHint }),
    ...(isLimited === true ? { isLimited } : {}),
  };
  return readFields(controlFields, value, name, source);
}

/** Reads a control that is not part of a request. Has all findings for these regions. */
export function examineControl(
  value: Readonly<Record<string, unknown>>,
  name: string,
  regions: readonly Region[],
): { readonly control: MockControl; readonly findings: Findings } {
  const findings = new Findings();
  const control = readObject(value, { name }, findings);
  checkControl(control, regions, findings);
  return { control, findings };
}

/** Parses a JSON object. Returns `undefined`, with a finding, if the string is not one. */
function parseControl(
  text: string,
  path: string,
  findings: Findings,
): Record<string, unknown> | undefined {
  const { value, excess } = readJson(text);
  if (excess !== undefined) reportExcess(excess, "control", path, findings);
  if (isObject(value)) return value;
  findings.add("control", () => ({
    path,
    code: value === undefined ? "invalidJson" : "wrongType",
    value: value === undefined ? show(text) : show(value),
    expected: "a JSON object",
  }));
  return undefined;
}

/** Reads the fields for signal connections, and ignores all others. */
function readSignalPart(text: string, findings: Findings): MockControl {
  const value = parseControl(text, controlAttribute, findings);
  if (value === undefined) return {};
  return readFields(controlFields, value, controlAttribute, { findings, isForSignal: true });
}
