import { apiKeyFor, controlAttributeOf } from "../control/checkedControl.js";
import type { MockControl } from "../control/index.js";
import { stringify } from "../util/json.js";
import { durationForm, parseDuration } from "../util/duration.js";
import type { LogLevel } from "../util/log.js";
import { nearest } from "../util/nearest.js";
import { areTicksReal } from "../util/realTime.js";
import { serve, type MockInfo } from "../server/serve.js";
import { callBack, type SeenRequest } from "./callBack.js";
import {
  mockFlags,
  parseSettings,
  SettingsError,
  readRawSettings,
  type SettingsSource,
} from "../settings/index.js";
import { defaultValidFor } from "../token/claims.js";
import { signToken, type TokenClaims } from "../token/sign.js";

/** How a mock is set up. Every option is one of the program's flags, but for `onRequest`. */
export interface MockOptions {
  /** How many regions, each on a port that the system picks; 4 where neither this nor `ports` is there. */
  readonly regions?: number;
  /** One region a port, in place of `regions`; 0 is a port that the system picks. */
  readonly ports?: readonly number[];
  /** Index of the one region that this mock is; the others are other mocks, and listed as well. */
  readonly only?: number;
  /**
   * Scheme and host of the URLs in `/settings/regions`; if absent, those of the bound address, or
   * `http://127.0.0.1` for a wildcard.
   */
  readonly advertiseHost?: string;
  /**
   * Whether the URLs in `/settings/regions` have the host of the request's `Host` header, and the port of
   * each region; `false` if absent. `advertiseHost` counts if that header is missing or invalid. Not
   * beside `advertiseUrls`.
   */
  readonly advertiseFromHost?: boolean;
  /** The URLs in `/settings/regions`, one a region, where clients see other hosts or ports. */
  readonly advertiseUrls?: readonly string[];
  /** A pattern such as `*.livekit.cloud`, for the hosts that select the region. */
  readonly hostRegions?: string;
  /** Address to bind; `127.0.0.1` where absent. */
  readonly bind?: string;
  /** Certificate chain in PEM, or the name of its file: the mock speaks `https` and `wss`. */
  readonly tlsCert?: string;
  /** Private key of the certificate in PEM, or the name of its file. */
  readonly tlsKey?: string;
  /** Path prefix of the Twirp API; `/twirp` where absent. */
  readonly twirpPrefix?: string;
  /** Secret that tokens must be signed with; `secret` where absent. */
  readonly apiSecret?: string;
  /** What goes to stderr: `silent`, `warn` (findings, the default), `info` (and a line a request). */
  readonly log?: LogLevel;
  /** The largest request body, in bytes; 16 MiB where absent. */
  readonly maxBody?: number;
  /** The control of requests that have none of their own. */
  readonly control?: MockControl;
  /** Whether findings are errors, where a request's control says nothing else. */
  readonly strict?: boolean;
  /** Whether tokens may hold a control; `true` where absent. */
  readonly tokenControl?: boolean;
  /**
   * Called once a request, when it is over: answered, hung up on, or given up by its client. What it
   * throws is an uncaught exception of the process.
   */
  readonly onRequest?: (request: SeenRequest) => void;
}

/** What a token is to say, and for how long. */
export interface TokenOptions extends TokenClaims {
  /** A control for the bearer's requests, in the attribute `lk.mock`. */
  readonly control?: MockControl;
  /**
   * How long the token is valid: a number of seconds, or a text such as `10m`; 6 hours where absent.
   * A negative time makes a token that has expired; the mock allows 60 s.
   */
  readonly validFor?: number | string;
}

/** A mock that runs. */
export interface Mock extends MockInfo {
  /**
   * An API key that carries a control, for SDKs that send no headers of yours. Throws `ControlError`
   * if something in the control is wrong.
   */
  readonly apiKeyFor: (control: MockControl) => string;
  /**
   * A token that this mock takes, signed with its secret. Throws `SettingsError` for a `validFor`
   * that is no time, and `ControlError` for a control that has something wrong.
   */
  readonly token: (options?: TokenOptions) => string;
  /** Ends all listeners and connections; resolves once nothing is left open. */
  readonly close: () => Promise<void>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}

/** What holds in a test unless it says something else. */
const inTests: SettingsSource = { bind: "127.0.0.1", regions: "4" };

/**
 * Starts a mock in this process. Resolves once all its regions accept. It reads no environment.
 * Rejects with `SettingsError`, whose message names the option and what is legal; and with an `Error`
 * if the process has a fake in the place of `process.nextTick`.
 */
export async function startMock(options: MockOptions = {}): Promise<Mock> {
  if (!(await areTicksReal())) throw new Error(fakedTicks);
  const { onRequest, ...settings } = options;
  const parsed = parseSettings(readRawSettings([givenBy(settings), inTests]));
  const observers = onRequest === undefined ? [] : [callBack(onRequest)];
  const { info, close } = await serve(parsed, { observers });
  return {
    ...info,
    apiKeyFor,
    token: (claims = {}) => createToken(info, claims),
    close,
    [Symbol.asyncDispose]: close,
  };
}

const fakedTicks =
  'process.nextTick is faked, without which no socket of Node\'s works: leave it real, with Sinon by useFakeTimers({ toNotFake: ["nextTick"] })';

/** The options as the texts of their flags. */
function givenBy(options: Omit<MockOptions, "onRequest">): SettingsSource {
  const { tokenControl, control, ...others } = options;
  const texts: Readonly<Record<string, unknown>> = {
    ...others,
    noTokenControl: tokenControl === undefined ? undefined : !tokenControl,
    control: control && stringify(control),
  };
  const given = Object.entries(texts).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [flagOf(name), textOf(value)]));
}

/** What a flag would say; a text as it stands, and all else as JSON. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join(",");
  return typeof value === "string" ? value : stringify(value);
}

function flagOf(option: string): string {
  const flag = mockFlags.find(({ name }) => optionOf(name) === option);
  if (flag !== undefined) return flag.name;
  const known = [...mockFlags.map(({ name }) => optionOf(name)), "tokenControl", "onRequest"];
  const hint = nearest(option, known) ?? "";
  throw new SettingsError(`unknown option ${JSON.stringify(option)}; the nearest is ${hint}`);
}

/** `advertise-host` as `advertiseHost`. */
function optionOf(flag: string): string {
  return flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function createToken({ apiKey, apiSecret }: MockInfo, options: TokenOptions): string {
  const { validFor = defaultValidFor, control, attributes, ...claims } = options;
  const all = { ...attributes, ...(control === undefined ? {} : controlAttributeOf(control)) };
  const signing = { apiKey, apiSecret, nowMs: Date.now(), validForMs: validForMs(validFor) };
  return signToken({ ...claims, attributes: all }, signing);
}

function validForMs(validFor: number | string): number {
  const ms = typeof validFor === "number" ? validFor * 1000 : parseDuration(validFor);
  if (ms !== undefined && Number.isFinite(ms)) return ms;
  throw new SettingsError(
    `validFor ${JSON.stringify(validFor)}: expected seconds, or ${durationForm}`,
  );
}
