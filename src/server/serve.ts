import { URL } from "node:url";
import { Caches } from "../util/cache.js";
import { systemClock, type Clock } from "../util/clock.js";
import { createControlReader, examineControl, type MockControl } from "../control/index.js";
import { createLog, createStderrWriter, type Log } from "../util/log.js";
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

/** What there is to know of a mock that runs; `/_mock/ready` has it too. */
export interface MockInfo {
  /** Advertised URL of region 0. */
  readonly url: string;
  readonly regions: readonly Region[];
  /** An API key; any other does as well. */
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** A mock that runs. */
export interface RunningMock {
  readonly info: MockInfo;
  /** Closes all listeners and all open connections. */
  readonly close: () => Promise<void>;
}

/** Where a mock takes its time from, where its log goes, and who wants to know of its requests. */
export interface ServeOptions {
  readonly clock?: Clock;
  readonly log?: Log;
  readonly observers?: readonly Observer[];
}

/**
 * Starts the listeners. Resolves once all of them accept; rejects with {@link SettingsError}, and
 * with nothing left open, if one cannot, or the settings' control has something wrong.
 */
export async function serve(
  settings: Settings,
  {
    clock = systemClock,
    log = createLog(settings.log, createStderrWriter()),
    observers = [],
  }: ServeOptions = {},
): Promise<RunningMock> {
  const defaultControl = checkDefault(settings);
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
  const { advertiseFromHost, apiSecret, hostRegions, maxBody, strict, tokenControl } = settings;
  const caches = new Caches();
  const info = { url: regions[0]!.url, regions, apiKey: defaultApiKey, apiSecret };
  const shared = {
    regions,
    hosts: hostsOf(regions),
    scheme: settings.tls === undefined ? "http" : "https",
    ...(hostRegions === undefined ? {} : { hostRegions }),
    ...(advertiseFromHost === undefined ? {} : { advertiseFromHost }),
    ready: JSON.stringify({ version, ...info }),
    prefix: normalizePrefix(settings.twirpPrefix),
    maxBody,
    strict,
    readControl: createControlReader({ regions, defaultControl, tokenControl, caches }),
    tokenOf: createTokens(caches),
    verify: createVerifier(apiSecret, caches),
    caches,
    clock,
    log,
    outbox: createOutbox(),
  } as const;
  const all = [logRequests(log), ...observers];
  for (const [index, listener] of listeners) {
    listener.start({ ...shared, region: regions[index]! }, all);
  }
  for (const line of warningsOf(settings)) log.warn(() => `warning: ${line}`);
  if (isWildcard(settings.bind)) warnWithoutIpv6(listeners, log);
  return { info, close };
}

/** The hosts of the advertised URLs. */
function hostsOf(regions: readonly Region[]): ReadonlySet<string> {
  return new Set(regions.map(({ url }) => comparableName(new URL(url).hostname)));
}

/** The control of requests that have none, as it is read. Throws if it has something wrong. */
function checkDefault({ control, ports, advertised }: Settings): MockControl {
  const examined = examineControl(control, "control", createRegions(advertised, ports));
  const lines = examined.findings.toLines();
  if (lines.length > 0) throw new SettingsError(lines.join("; "));
  return examined.control;
}

/** Says what of IPv6 is missing of a wildcard, in one line. */
function warnWithoutIpv6(listeners: ReadonlyMap<number, Listener>, log: Log): void {
  const missing = [...listeners.values()].filter(({ withoutIpv6 }) => withoutIpv6 !== undefined);
  const ports = missing.map(({ port }) => port).join(", ");
  if (ports !== "") {
    log.info(() => `not on IPv6: ${ports}: ${missing[0]!.withoutIpv6!}`);
  } else if (!hasIpv6Loopback()) {
    log.info(() => "not on [::1]: no network interface has this address");
  }
}

async function bind({ bind: host, tls }: Settings, port: number): Promise<Listener> {
  try {
    return await (isWildcard(host) ? listenEverywhere(port, tls) : listen(host, port, tls));
  } catch (error) {
    throw new SettingsError(`cannot listen on port ${String(port)} of ${host}: ${reasonOf(error)}`);
  }
}
