import { readFileSync } from "node:fs";
import type { MockControl } from "../control/index.js";
import { isObject } from "../util/json.js";
import { jsonError } from "../util/jsonError.js";
import { findDuplicate, readJson } from "../util/readJson.js";
import { defaultKinds } from "../util/defaultKinds.js";
import { logLevels } from "../util/log.js";
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
export function parseSettings(raw: RawSettings): Settings {
  if (raw["api-secret"] === "")
    throw new SettingsError("api-secret is empty: tokens need a secret");
  const tls = parseTls(raw);
  return {
    ...parseRegions(raw, tls !== undefined),
    bind: parseBind(raw.bind),
    ...(tls === undefined ? {} : { tls }),
    twirpPrefix: raw["twirp-prefix"],
    apiSecret: raw["api-secret"],
    log: parseName("log", raw.log, logLevels),
    maxBody: parseMaxBody(raw["max-body"]),
    control: parseControl(raw.control),
    defaults: parseName("defaults", raw.defaults, defaultKinds),
    strict: parseSwitch("strict", raw.strict),
    tokenControl: !parseSwitch("no-token-control", raw["no-token-control"]),
  };
}

/**
 * Where a mock with these settings listens. Reads none of the files that they name, which may be
 * gone. Throws {@link SettingsError}.
 */
export function parseBinding(raw: RawSettings): Binding {
  const isSecure = hasTls(raw);
  const ports = ownPorts(parseRegions(raw, isSecure));
  return { ports, bind: parseBind(raw.bind), isSecure };
}

function parseBind(value: string): string {
  if (value.trim() === "") throw new SettingsError("bind is empty: expected an address");
  return value;
}

function parseTls(raw: RawSettings): TlsKeys | undefined {
  if (!hasTls(raw)) return undefined;
  return {
    cert: readPem("tls-cert", raw["tls-cert"]),
    key: readPem("tls-key", raw["tls-key"]),
  };
}

function hasTls(raw: RawSettings): boolean {
  const [hasCert, hasKey] = [raw["tls-cert"] !== "", raw["tls-key"] !== ""];
  if (hasCert === hasKey) return hasCert;
  throw new SettingsError(
    `tls-${hasCert ? "key" : "cert"} is missing: TLS needs tls-cert and tls-key`,
  );
}

/** PEM, given as it is or as the path of its file. */
function readPem(name: FlagName, value: string): string {
  if (value.includes("-----BEGIN ")) return value;
  try {
    return readFileSync(value, "utf8");
  } catch (error) {
    throw new SettingsError(`${name} ${quote(value)}: ${reasonOf(error)}`);
  }
}

/** Parses a setting that is one of some names. Throws {@link SettingsError}. */
function parseName<Name extends string>(
  setting: FlagName,
  value: string,
  names: readonly Name[],
): Name {
  const name = names.find((known) => known === value);
  if (name !== undefined) return name;
  const hint = didYouMean(nearest(value, names));
  throw new SettingsError(`${setting} ${quote(value)}: expected ${names.join(", ")}${hint}`);
}

/** The largest `max-body`, in bytes. A body is read as a whole, and Node has its limits. */
const maxBodyLimit = 1024 ** 3;

function parseMaxBody(value: string): number {
  const refuse = (expected: string): never => {
    throw new SettingsError(`max-body ${quote(value)}: expected ${expected}`);
  };
  if (!/^\d+$/.test(value)) return refuse("a number of bytes");
  const bytes = Number(value);
  return bytes <= maxBodyLimit ? bytes : refuse(`at most ${String(maxBodyLimit)} bytes`);
}

/** The JSON object of a control. Its fields are checked once the regions are known. */
function parseControl(value: string): MockControl {
  return value === "" ? {} : parseObject("control", value);
}

/** Parses the JSON object in a setting or a flag. Throws {@link SettingsError}. */
export function parseObject(name: string, text: string): Record<string, unknown> {
  const value = readObject(name, text);
  const duplicate = findDuplicate(value);
  if (duplicate === undefined) return value;
  throw new SettingsError(`${name} ${quote(text)}: ${quote(duplicate)} is given twice`);
}

/** The same for an object that may have duplicate names. Throws {@link SettingsError}. */
export function readObject(name: string, text: string): Record<string, unknown> {
  const { value } = readJson(text);
  if (isObject(value)) return value;
  const problem = value === undefined ? `; ${jsonError(text)}` : "";
  throw new SettingsError(`${name} ${quote(text)}: expected a JSON object${problem}`);
}
