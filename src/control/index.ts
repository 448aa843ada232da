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
import { readFields, type Source } from "./readValue.js";
import type { WholeControl } from "./settle.js";
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
export { touches } from "./methodPatterns.js";
export { noControl, settle, type Control, type Discovery, type WholeControl } from "./settle.js";
export type { Trust } from "./token.js";

/** Where a request may have its control. */
export interface ControlSources {
  /** Names and values in turn, as Node gives them (values in Latin-1). */
  readonly rawHeaders: readonly string[];
  /** The request's token, which need not verify. */
  readonly token: Token;
  /** Whether the request is for a signal connection. */
  readonly signal: boolean;
  /** How much of a control in the token applies. */
  readonly trust: Trust;
  /** Whether the mock's default control applies. */
  readonly hasDefault: boolean;
}

/** The settings that the control of a request depends on. */
export interface ControlRules {
  readonly regions: readonly Region[];
  /** The control of requests that have none. */
  readonly defaultControl: MockControl;
  /** Whether tokens may carry a control. */
  readonly tokenControl: boolean;
  readonly caches: Caches;
}

/** Reads the control of a request. It never fails: what it cannot use is a finding. */
export type ControlReader = (sources: ControlSources, findings: Findings) => WholeControl;

/**
 * Makes a reader of controls. The older headers come first; over them goes the first of these that
 * the request has: `X-Lk-Mock`, the token's `lk.mock` attribute, its API key, the mock's default
 * control (which has no findings). Fields for signal connections come from the attribute only.
 */
export function createControlReader({
  regions,
  defaultControl,
  tokenControl,
  caches,
}: ControlRules): ControlReader {
  const controls = caches.of<ReadControl>({
    weigh: ({ misread, inconsistent }, text) =>
      (jsonFactor + errorFactor) * text.length +
      regionBytes * regions.length +
      misread.weight +
      inconsistent.weight,
  });
  const lookIntoToken = createTokenReader(caches);
  const byDefault: ReadControl = {
    ...noControlRead,
    control: { ...defaultControl, isDefault: true },
  };
  return ({ rawHeaders, token, signal, trust, hasDefault }, findings) => {
    const texts = collectHeaders(rawHeaders, findings);
    const header = texts?.get(controlHeader.toLowerCase());
    const needsToken = token.text !== "" && (signal || (tokenControl && header === undefined));
    const inToken = needsToken ? lookIntoToken(token) : noTokenControl;
    const { attribute, text } = isTrusted(trust)
      ? inToken
      : ignoreTokenControl(inToken, trust, findings);
    const given = tokenControl ? limitControl(text, trust) : undefined;
    const chosen = header === undefined ? given : { text: header, name: controlHeader };
    const read = chosen
      ? controls.recall(keyOf(chosen), () => readControlString(chosen, regions))
      : hasDefault
        ? byDefault
        : noControlRead;
    findings.include(read.misread);
    const hasOlder = texts !== undefined && texts.size > (header === undefined ? 0 : 1);
    const isApart = signal && attribute !== undefined && chosen?.name !== controlAttribute;
    if (!hasOlder && !isApart) {
      findings.include(read.inconsistent);
      return read.control;
    }
    const whole: WholeControl = {
      ...(texts && readOlderHeaders(texts, findings)),
      ...read.control,
      ...(isApart ? { fromToken: readSignalPart(attribute, findings) } : {}),
    };
    checkControl(whole, regions, findings);
    return whole;
  };
}

const noFindings = new Findings();
const noControlRead: ReadControl = { control: {}, misread: noFindings, inconsistent: noFindings };

/** The most memory that the errors of a control take, in bytes per character of the control. */
const errorFactor = 6;
/** The most memory that a control takes per region, in bytes. */
const regionBytes = 1_000;

/** A control, and its findings. */
interface ReadControl {
  readonly control: WholeControl;
  /** Findings about what could not be read. */
  readonly misread: Findings;
  /** Findings about what is invalid in these regions. */
  readonly inconsistent: Findings;
}

function limitControl(text: ControlString | undefined, trust: Trust): ControlString | undefined {
  return text === undefined || trust === "full" ? text : { ...text, isLimited: true };
}

function keyOf({ text, name, isLimited }: ControlString): string {
  return (isLimited === true ? "limited " : "") + name + text;
}

function readControlString(from: ControlString, regions: readonly Region[]): ReadControl {
  const misread = new Findings();
  const value = parseControl(from.text, from.name, misread);
  const control = value === undefined ? {} : readObject(value, from, misread);
  const inconsistent = new Findings();
  checkControl(control, regions, inconsistent);
  return { control, misread, inconsistent };
}

/** Reads the JSON object of a control. */
function readObject(
  value: Readonly<Record<string, unknown>>,
  { name, isLimited }: Pick<ControlString, "name" | "isLimited">,
  findings: Findings,
): MockControl {
  const notForToken = `it in the token's ${controlAttribute} attribute`;
  const source: Source = {
    findings,
    ...(name === controlAttribute ? {} : { notForToken }),
    ...(isLimited === true ? { isLimited } : {}),
  };
  return readFields(controlFields, value, name, source);
}

/** Reads a control outside of a request, with all findings in these regions. */
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
