import { apiKeyFor, controlAttributeOf } from "../control/checkedControl.js";
import type { MockControl } from "../control/index.js";
import { stringify } from "../util/json.js";
import { durationForm, parseDuration } from "../util/duration.js";
import type { LogLevel } from "../util/log.js";
import { didYouMean, nearest } from "../util/nearest.js";
import { areTicksReal } from "../util/realTime.js";
import { serve, type MockInfo } from "../server/serve.js";
import type { SeenRequest } from "../server/seenRequest.js";
import { HandlerStack } from "../handlers/handlerStack.js";
import type { MockHandlers } from "../handlers/index.js";
import { readLayer } from "../handlers/layer.js";
import { callBack } from "./callBack.js";
import {
  mockFlags,
  parseSettings,
  SettingsError,
  readRawSettings,
  type SettingsSource,
} from "../settings/index.js";
import { defaultValidFor } from "../token/claims.js";
import { signToken, type TokenClaims } from "../token/sign.js";

/** Options for a mock. Each one is also a flag of the program, except for `handlerErrors` and `onRequest`. */
export interface MockOptions {
  /** Number of regions, each on a free port; 4 by default. */
  readonly regions?: number;
  /** One port per region, instead of `regions`; 0 picks a free port. */
  readonly ports?: readonly number[];
  /** Index of the only region that this mock serves. The list still has all regions. */
  readonly only?: number;
  /**
   * Scheme and host of the URLs in `/settings/regions`. By default those of the bound address, or
   * `http://127.0.0.1` if that is a wildcard.
   */
  readonly advertiseHost?: string;
  /**
   * Whether the URLs in `/settings/regions` take their host from the request's `Host` header and keep
   * each region's port; `false` by default. If the header is missing or invalid, `advertiseHost`
   * applies. Cannot be combined with `advertiseUrls`.
   */
  readonly advertiseFromHost?: boolean;
  /** The URL of each region in `/settings/regions`, if clients see other hosts or ports. */
  readonly advertiseUrls?: readonly string[];
  /** A pattern such as `*.livekit.cloud`: hosts that match it select the region. */
  readonly hostRegions?: string;
  /** Address to bind; `127.0.0.1` by default. */
  readonly bind?: string;
  /** PEM certificate chain, or a file that contains it. The mock then speaks `https` and `wss`. */
  readonly tlsCert?: string;
  /** PEM private key of the certificate, or a file that contains it. */
  readonly tlsKey?: string;
  /** Path prefix of the Twirp API; `/twirp` by default. */
  readonly twirpPrefix?: string;
  /** Secret that tokens must be signed with; `secret` by default. */
  readonly apiSecret?: string;
  /** What goes to stderr: `silent`, `warn` (findings, the default), `info` (also a line per request) or `json`. */
  readonly log?: LogLevel;
  /** Maximum size of a request's body in bytes; 16 MiB by default. */
  readonly maxBody?: number;
  /** The control for requests without one. */
  readonly control?: MockControl;
  /**
   * What methods return by default: `populated`, or `rich`, with every field filled. A request's control
   * can override it.
   */
  readonly defaults?: "populated" | "rich";
  /** Whether findings are errors; `false` by default. A request's control can override it. */
  readonly strict?: boolean;
  /** Whether tokens may contain a control; `true` by default. */
  readonly tokenControl?: boolean;
  /** Handlers of your own, instead of the populated defaults. */
  readonly handlers?: MockHandlers;
  /**
   * What `close()` does if a handler threw anything but a Twirp error, or returned something that is
   * no response: `throw`, the default, rejects with these errors. They are in the log in any case.
   */
  readonly handlerErrors?: "throw" | "log";
  /**
   * Called once per request, after its end: it got a response, the mock hung up, or the client left.
   * If it throws, that is an uncaught exception of the process.
   */
  readonly onRequest?: (request: SeenRequest) => void;
}

/** A token's claims, control and lifetime. */
export interface TokenOptions extends TokenClaims {
  /** A control for requests with this token, in the attribute `lk.mock`. */
  readonly control?: MockControl;
  /**
   * How long the token is valid: a number of seconds or a string such as `10m`; 6 hours by default.
   * A negative value creates an expired token. The mock accepts tokens for 60 s after they expire.
   */
  readonly validFor?: number | string;
}

/** A running mock. */
export interface Mock extends MockInfo {
  /**
   * An API key that carries a control, for SDKs that send no headers of your own. Throws
   * `ControlError` for an invalid control.
   */
  readonly apiKeyFor: (control: MockControl) => string;
  /**
   * Creates a token signed with this mock's secret. Throws `SettingsError` for an invalid `validFor`,
   * and `ControlError` for an invalid control.
   */
  readonly token: (options?: TokenOptions) => string;
  /**
   * Adds handlers on top of all others: `{ RoomService: { CreateRoom: ... } }`. Returns a function that
   * removes them. With `once`, each handler takes one call. Throws `SettingsError` for an unknown name.
   */
  readonly use: (handlers: MockHandlers, options?: { readonly once?: boolean }) => () => void;
  /** Removes all handlers that `use` added. */
  readonly resetHandlers: () => void;
  /**
   * Closes all listeners and connections, and settles once nothing is left open. Rejects with
   * `AggregateError` if handlers failed, unless `handlerErrors` is `log`. It has the first 10 errors.
   */
  readonly close: () => Promise<void>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}

/** Defaults of the library, where they differ from the program's. */
const libraryDefaults: SettingsSource = { bind: "127.0.0.1", regions: "4" };

/**
 * Starts a mock in this process. Resolves once all regions accept connections. Reads no environment
 * variables. Rejects with `SettingsError` for an invalid option; the message names the option and what
 * is expected. Rejects with `Error` if `process.nextTick` is a fake.
 */
export async function startMock(options: MockOptions = {}): Promise<Mock> {
  if (!(await areTicksReal())) throw new Error(fakedTicks);
  const { onRequest, handlers, handlerErrors = "throw", ...settings } = options;
  const parsed = parseSettings(readRawSettings([toFlags(settings), libraryDefaults]));
  checkHandlerErrors(handlerErrors);
  const stack = new HandlerStack(handlers && readLayer(handlers, "handlers"));
  const observers = onRequest === undefined ? [] : [callBack(onRequest)];
  const { info, close: closeMock } = await serve(parsed, { observers, handlers: stack });
  const close = async (): Promise<void> => {
    await closeMock();
    const failure = stack.failure();
    if (failure !== undefined && handlerErrors === "throw") throw failure;
  };
  return {
    ...info,
    apiKeyFor,
    token: (claims = {}) => createToken(info, claims),
    use: (added, options = {}) => stack.use(readLayer(added, "handlers"), readOnce(options)),
    resetHandlers: () => {
      stack.reset();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The options that are not strings of flags. */
const libraryOptions = ["handlers", "handlerErrors", "onRequest"] as const;

function readOnce({ once = false, ...others }: { readonly once?: boolean }): boolean {
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw unknownOption(unknown, ["once"]);
  if (typeof once === "boolean") return once;
  throw new SettingsError(`invalid once ${JSON.stringify(once)}: expected true or false`);
}

function checkHandlerErrors(value: string): void {
  if (value === "throw" || value === "log") return;
  throw new SettingsError(`invalid handlerErrors ${JSON.stringify(value)}: expected throw or log`);
}

const fakedTicks =
  'process.nextTick is faked, but Node\'s sockets need it: keep it real; with Sinon, call useFakeTimers({ toNotFake: ["nextTick"] })';

/** Converts the options to values of flags. */
function toFlags(options: Omit<MockOptions, (typeof libraryOptions)[number]>): SettingsSource {
  const { tokenControl, control, ...others } = options;
  const values: Readonly<Record<string, unknown>> = {
    ...others,
    noTokenControl: tokenControl === undefined ? undefined : !tokenControl,
    control: control && stringify(control),
  };
  const defined = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(defined.map(([name, value]) => [flagFor(name), toFlagValue(value)]));
}

/** A string stays as it is, a list is joined by commas, and anything else becomes JSON. */
function toFlagValue(value: unknown): string {
  if (Array.isArray(value)) return value.join(",");
  return typeof value === "string" ? value : stringify(value);
}

function flagFor(option: string): string {
  const flag = mockFlags.find(({ name }) => toOptionName(name) === option);
  if (flag !== undefined) return flag.name;
  const known = [
    ...mockFlags.map(({ name }) => toOptionName(name)),
    "tokenControl",
    ...libraryOptions,
  ];
  throw unknownOption(option, known);
}

function unknownOption(name: string, known: readonly string[]): SettingsError {
  const hint = didYouMean(nearest(name, known));
  return new SettingsError(`unknown option ${JSON.stringify(name)}${hint}`);
}

/** Converts `advertise-host` to `advertiseHost`. */
function toOptionName(flag: string): string {
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
    `invalid validFor ${JSON.stringify(validFor)}: expected seconds, or ${durationForm}`,
  );
}
