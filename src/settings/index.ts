import { readFileSync } from "node:fs";
import type { MockControl } from "../control/index.js";
import { isObject } from "../util/json.js";
import { anyRepeated, readJson } from "../util/readJson.js";
import { logLevels, type LogLevel } from "../util/log.js";
import { didYouMean, nearest } from "../util/nearest.js";
import { reasonOf } from "../util/reason.js";
import type { Binding } from "./binding.js";
import { quote, SettingsError } from "./error.js";
import type { FlagName } from "./flags.js";
import { ownPorts, parseRegions } from "./parseRegions.js";
import type { Settings, TlsKeys } from "./settings.js";
import { parseSwitch, type RawSettings } from "./rawSettings.js";

export { isWildcard, urlsAt, type Binding } from "./binding.js";
export { SettingsError } from "./error.js";
export { flags, mockFlags } from "./flags.js";
export { ownRegions } from "./parseRegions.js";
export type { Settings, TlsKeys } from "./settings.js";
export {
  parseSwitch,
  readRawSettings,
  type SettingsSource,
  type RawSettings,
} from "./rawSettings.js";
export { unknownVariables, warningsOf } from "./warnings.js";

/** Parses the settings, and reads the files that they name. Throws {@link SettingsError}. */
export function parseSettings(texts: RawSettings): Settings {
  if (texts["api-secret"] === "")
    throw new SettingsError("api-secret is empty: tokens need a secret");
  const tls = parseTls(texts);
  return {
    ...parseRegions(texts, tls !== undefined),
    bind: parseBind(texts.bind),
    ...(tls === undefined ? {} : { tls }),
    twirpPrefix: texts["twirp-prefix"],
    apiSecret: texts["api-secret"],
    log: parseLog(texts.log),
    maxBody: parseMaxBody(texts["max-body"]),
    control: parseControl(texts.control),
    strict: parseSwitch("strict", texts.strict),
    tokenControl: !parseSwitch("no-token-control", texts["no-token-control"]),
  };
}

/**
 * Where a mock with these settings listens. Reads none of the files that they name, which may be
 * gone. Throws {@link SettingsError}.
 */
export function parseBinding(texts: RawSettings): Binding {
  const isSecure = hasTls(texts);
  const ports = ownPorts(parseRegions(texts, isSecure));
  return { ports, bind: parseBind(texts.bind), isSecure };
}

function parseBind(text: string): string {
  if (text.trim() === "") throw new SettingsError("bind is empty: expected an address");
  return text;
}

function parseTls(texts: RawSettings): TlsKeys | undefined {
  if (!hasTls(texts)) return undefined;
  return {
    cert: readPem("tls-cert", texts["tls-cert"]),
    key: readPem("tls-key", texts["tls-key"]),
  };
}

function hasTls(texts: RawSettings): boolean {
  const [hasCert, hasKey] = [texts["tls-cert"] !== "", texts["tls-key"] !== ""];
  if (hasCert === hasKey) return hasCert;
  throw new SettingsError(`tls-${hasCert ? "key" : "cert"} is missing: TLS needs both`);
}

/** PEM, given as it is or as the path of its file. */
function readPem(name: FlagName, text: string): string {
  if (text.includes("-----BEGIN ")) return text;
  try {
    return readFileSync(text, "utf8");
  } catch (error) {
    throw new SettingsError(`${name} ${quote(text)}: ${reasonOf(error)}`);
  }
}

function parseLog(text: string): LogLevel {
  const level = logLevels.find((known) => known === text);
  if (level !== undefined) return level;
  const expected = `expected ${logLevels.join(", ")}`;
  const hint = didYouMean(nearest(text, logLevels));
  throw new SettingsError(`log ${quote(text)}: ${expected}${hint}`);
}

/** The largest `max-body`, in bytes. A body is read as a whole, and Node has its limits. */
const maxBodyLimit = 1024 ** 3;

function parseMaxBody(text: string): number {
  const refuse = (expected: string): never => {
    throw new SettingsError(`max-body ${quote(text)}: expected ${expected}`);
  };
  if (!/^\d+$/.test(text)) return refuse("a number of bytes");
  const bytes = Number(text);
  return bytes <= maxBodyLimit ? bytes : refuse(`at most ${String(maxBodyLimit)} bytes`);
}

/** The JSON object of a control. Its fields are checked once the regions are known. */
function parseControl(text: string): MockControl {
  return text === "" ? {} : parseObject("control", text);
}

/** The JSON object of a setting or a flag. Throws {@link SettingsError}. */
export function parseObject(name: string, text: string): Record<string, unknown> {
  const { value } = readJson(text);
  if (!isObject(value)) throw new SettingsError(`${name} ${quote(text)}: expected a JSON object`);
  const repeated = anyRepeated(value);
  if (repeated === undefined) return value;
  throw new SettingsError(`${name} ${quote(text)}: ${quote(repeated)} is given twice`);
}
