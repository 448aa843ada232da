import type { MockControl } from "./control/index.js";
import { isObject, parseJson } from "./json.js";
import { logLevels, type LogLevel } from "./log.js";
import { nearest } from "./nearest.js";

/** How a mock is set up; frozen once it has started. */
export interface Settings {
  /** One listener a port; the position is the region index. 0 is a port that the system picks. */
  readonly ports: readonly number[];
  /** Scheme and host of the URLs that `/settings/regions` lists, without a trailing slash. */
  readonly advertiseHost: string;
  /** Address to bind. */
  readonly bind: string;
  /** Path prefix of the Twirp API. */
  readonly twirpPrefix: string;
  /** HMAC secret that tokens are signed with. */
  readonly apiSecret: string;
  readonly log: LogLevel;
  /** The largest request body, in bytes. */
  readonly maxBody: number;
  /** The control of requests that have none of their own. */
  readonly control: MockControl;
  /** Whether findings are errors, where a request says nothing else. */
  readonly strict: boolean;
  /** Whether a token may hold the control. */
  readonly tokenControl: boolean;
}

/** A setting on the command line and in the environment. */
export interface Flag {
  readonly name: string;
  readonly variable: string;
  readonly default: string;
  readonly meaning: string;
  /** Whether it is `true` where it is there without a value. */
  readonly isSwitch?: true;
}

export const flags = [
  {
    name: "ports",
    variable: "LK_TEST_SERVER_PORTS",
    default: "9999,10000,10001,10002",
    meaning:
      "One HTTP listener a port; its position in the list is the region index. 0 is a port that the system picks",
  },
  {
    name: "advertise-host",
    variable: "LK_TEST_SERVER_ADVERTISE_HOST",
    default: "http://127.0.0.1",
    meaning: "Scheme and host of the URLs in /settings/regions",
  },
  {
    name: "bind",
    variable: "LK_TEST_SERVER_BIND",
    default: "0.0.0.0",
    meaning: "Address to bind",
  },
  {
    name: "twirp-prefix",
    variable: "LK_TEST_SERVER_TWIRP_PREFIX",
    default: "/twirp",
    meaning: "Path prefix of the Twirp API; empty for the root",
  },
  {
    name: "api-secret",
    variable: "LK_TEST_SERVER_API_SECRET",
    default: "secret",
    meaning: "HMAC secret that tokens must be signed with",
  },
  {
    name: "log",
    variable: "LK_TEST_SERVER_LOG",
    default: "warn",
    meaning: "What goes to stderr: silent, warn (findings), info (and a line a request)",
  },
  {
    name: "max-body",
    variable: "LK_TEST_SERVER_MAX_BODY",
    default: "16777216",
    meaning: "The largest request body, in bytes",
  },
  {
    name: "control",
    variable: "LK_TEST_SERVER_CONTROL",
    default: "",
    meaning: "The control of requests that have none of their own: the JSON of X-Lk-Mock",
  },
  {
    name: "strict",
    variable: "LK_TEST_SERVER_STRICT",
    default: "false",
    meaning: "Findings are errors, where the control does not say strict: false",
    isSwitch: true,
  },
  {
    name: "no-token-control",
    variable: "LK_TEST_SERVER_NO_TOKEN_CONTROL",
    default: "false",
    meaning: "No control from tokens, but for the signal fields",
    isSwitch: true,
  },
] as const satisfies readonly Flag[];

export type FlagName = (typeof flags)[number]["name"];

/** A setting that cannot be used; the message is one line that names it. */
export class SettingsError extends Error {}

/** Checks the settings' texts. Throws {@link SettingsError}. */
export function parseSettings(texts: Readonly<Record<FlagName, string>>): Settings {
  if (texts["api-secret"] === "")
    throw new SettingsError("api-secret is empty: tokens need a secret");
  if (texts.bind.trim() === "") throw new SettingsError("bind is empty: expected an address");
  return {
    ports: parsePorts(texts.ports),
    advertiseHost: parseAdvertiseHost(texts["advertise-host"]),
    bind: texts.bind,
    twirpPrefix: texts["twirp-prefix"],
    apiSecret: texts["api-secret"],
    log: parseLog(texts.log),
    maxBody: parseMaxBody(texts["max-body"]),
    control: parseControl(texts.control),
    strict: parseSwitch("strict", texts.strict),
    tokenControl: !parseSwitch("no-token-control", texts["no-token-control"]),
  };
}

function parsePorts(text: string): number[] {
  const entries = text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
  const ports = entries.map((entry) => {
    if (!/^\d+$/.test(entry)) throw new SettingsError(`port ${quote(entry)} is no number`);
    if (Number(entry) > 65535) throw new SettingsError(`port ${quote(entry)} is over 65535`);
    return Number(entry);
  });
  if (ports.length === 0) throw new SettingsError(`ports ${quote(text)} is an empty list`);
  const repeated = ports.find((port, at) => port !== 0 && ports.indexOf(port) !== at);
  if (repeated !== undefined) throw new SettingsError(`port "${String(repeated)}" is there twice`);
  return ports;
}

function parseAdvertiseHost(text: string): string {
  const host = text.trim().replace(/\/+$/, "");
  if (!/^[a-z][a-z0-9+.-]*:\/\/(\[[^\]/?#]+\]|[^:/?#\s]+)$/i.test(host)) {
    const expected = "expected a scheme and a host without a port, such as http://127.0.0.1";
    throw new SettingsError(`advertise-host ${quote(text)}: ${expected}`);
  }
  return host;
}

function parseLog(text: string): LogLevel {
  const level = logLevels.find((known) => known === text);
  if (level !== undefined) return level;
  const hint = `expected ${logLevels.join(", ")}; the nearest is ${nearest(text, logLevels) ?? ""}`;
  throw new SettingsError(`log ${quote(text)}: ${hint}`);
}

function parseMaxBody(text: string): number {
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw new SettingsError(`max-body ${quote(text)}: expected a number of bytes`);
}

/** The JSON object of a control; what is in it is checked where the regions are known. */
function parseControl(text: string): MockControl {
  if (text === "") return {};
  const value = parseJson(text);
  if (isObject(value)) return value;
  throw new SettingsError(`control ${quote(text)}: expected a JSON object`);
}

/** A setting that is on or off. Throws {@link SettingsError}. */
export function parseSwitch(name: FlagName, text: string): boolean {
  if (text === "true" || text === "false") return text === "true";
  throw new SettingsError(`${name} ${quote(text)}: expected true or false`);
}

/** A value as it stands in an error: on one line. */
function quote(text: string): string {
  return JSON.stringify(text);
}
