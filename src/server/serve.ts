import { URL } from "node:url";
import { Caches } from "../util/cache.js";
import { systemClock, type Clock } from "../util/clock.js";
import { createControlReader, examineControl, type MockControl } from "../control/index.js";
import { HandlerStack } from "../handlers/handlerStack.js";
import { createStderrLog, type Log } from "../util/log.js";
import { reasonOf } from "../util/reason.js";
import { createRegions, type Region } from "../util/region.js";
import { normalizePrefix } from "./endpoints.js";
import { hasIpv6Loopback, listenEverywhere } from "./everywhere.js";
import { comparableName } from "./host.js";
import { listen, type Listener } from "./listener.js";
import { createOutbox } from "./outbox.js";
import { logRequests, type Observer } from "./observers.js";
import {
  isWildcard,
  ownRegions,
  SettingsError,
  warningsOf,
  type Settings,
} from "../settings/index.js";
import { defaultApiKey } from "../token/claims.js";
import { createTokens } from "../token/token.js";
import { createVerifier } from "../token/verify.js";
import { version } from "../util/version.js";

/** A running mock's addresses and credentials, also served at `/_mock/ready`. */
export interface MockInfo {
  /** Advertised URL of region 0. */
  readonly url: string;
  readonly regions: readonly Region[];
  /** An API key. Any other key works as well. */
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** A running mock. */
export interface RunningMock {
  readonly info: MockInfo;
  /** The port per region; as it is set if another process serves the region. */
  readonly ports: readonly number[];
  /** Closes all listeners and all open connections. */
  readonly close: () => Promise<void>;
}

/** The mock's clock, its log, who observes its requests, and the handlers of a test's own. */
export interface ServeOptions {
  readonly clock?: Clock;
  readonly log?: Log;
  readonly observers?: readonly Observer[];
  readonly handlers?: HandlerStack | undefined;
}

/**
 * Starts the listeners. Resolves once all of them accept connections. If one cannot be bound or the
 * settings' control is invalid, rejects with {@link SettingsError} and leaves nothing open.
 */
export async function serve(
  settings: Settings,
  {
    clock = systemClock,
    log = createStderrLog(settings.log, clock),
    observers = [],
    handlers = new HandlerStack(),
  }: ServeOptions = {},
): Promise<RunningMock> {
  const defaultControl = readDefaultControl(settings);
  const listeners = new Map<number, Listener>();
  let closed: Promise<unknown> | undefined;
  const close = async (): Promise<void> => {
    closed ??= Promise.all([...listeners.values()].map((listener) => listener.close()));
    await closed;
  };
  try {
    for (const index of ownRegions(settings)) {
      listeners.set(index, await bind(settings, settings.ports[index]!));
    }
  } catch (error) {
    await close();
    throw error;
  }
  const ports = settings.ports.map((port, index) => listeners.get(index)?.port ?? port);
  const regions = createRegions(settings.advertised, ports);
  const { advertiseFromHost, apiSecret, hostRegions, maxBody, strict, tokenControl, defaults } =
    settings;
  const caches = new Caches();
  const info = { url: regions[0]!.url, regions, apiKey: defaultApiKey, apiSecret };
  const shared = {
    regions,
    hosts: advertisedHosts(regions),
    scheme: settings.tls === undefined ? "http" : "https",
    ...(hostRegions === undefined ? {} : { hostRegions }),
    ...(advertiseFromHost === undefined ? {} : { advertiseFromHost }),
    ready: JSON.stringify({ version, ...info }),
    prefix: normalizePrefix(settings.twirpPrefix),
    maxBody,
    defaults,
    strict,
    readControl: createControlReader({ regions, defaultControl, tokenControl, caches }),
    tokenOf: createTokens(caches),
    verify: createVerifier(apiSecret, caches),
    handlers,
    caches,
    clock,
    log,
    outbox: createOutbox(),
  } as const;
  const all = [logRequests(log), ...observers];
  for (const [index, listener] of listeners) {
    listener.start({ ...shared, region: regions[index]! }, all);
  }
  for (const line of warningsOf(settings)) log.warn(() => line);
  if (isWildcard(settings.bind)) warnWithoutIpv6(listeners, log);
  return { info, ports, close };
}

/** The hosts of the advertised URLs. */
function advertisedHosts(regions: readonly Region[]): ReadonlySet<string> {
  return new Set(regions.map(({ url }) => comparableName(new URL(url).hostname)));
}

/** Reads the control for requests without one. Throws if it is invalid. */
function readDefaultControl({ control, ports, advertised }: Settings): MockControl {
  const examined = examineControl(control, "control", createRegions(advertised, ports));
  const lines = examined.findings.toLines();
  if (lines.length > 0) throw new SettingsError(lines.join("; "));
  return examined.control;
}

/** Logs what a wildcard address lacks of IPv6, in one line. */
function warnWithoutIpv6(listeners: ReadonlyMap<number, Listener>, log: Log): void {
  const missing = [...listeners.values()].filter(({ withoutIpv6 }) => withoutIpv6 !== undefined);
  const ports = missing.map(({ port }) => port).join(", ");
  if (ports !== "") {
    log.info(() => `not listening on IPv6: ${ports}: ${missing[0]!.withoutIpv6!}`);
  } else if (!hasIpv6Loopback()) {
    log.info(() => "not reachable at [::1]: no network interface has this address");
  }
}

async function bind({ bind: host, tls }: Settings, port: number): Promise<Listener> {
  try {
    return await (isWildcard(host) ? listenEverywhere(port, tls) : listen(host, port, tls));
  } catch (error) {
    throw new SettingsError(problemOf(error, host, port));
  }
}

/** Why a port cannot be bound, and what to do if it is in use. */
function problemOf(error: unknown, host: string, port: number): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== "EADDRINUSE") {
    return `cannot listen on port ${String(port)} of ${host}: ${reasonOf(error)}`;
  }
  const others = "choose others with --ports, or free ones with --regions 4";
  return `port ${String(port)} of ${host} is in use (EADDRINUSE): stop what listens there, ${others}`;
}
