import { URL } from "node:url";
import { maxRegions, type Advertised } from "../util/region.js";
import { hostOf } from "./binding.js";
import { quote, SettingsError } from "./error.js";
import { parseSwitch, type RawSettings } from "./rawSettings.js";

/** Which regions there are, and where they listen. */
export interface RegionSettings {
  /** One region per port; its position in the list is the region's index. 0 picks a free port. */
  readonly ports: readonly number[];
  /** Index of the one region that this process serves; absent if it serves all. */
  readonly only?: number;
  readonly advertised: Advertised;
  /** Set if the regions are advertised at the `Host` of each request. */
  readonly advertiseFromHost?: true;
  /** The end of the hosts that select a region, after the first label: `.livekit.cloud`. */
  readonly hostRegions?: string;
}

/** The indices of the regions that this process serves. */
export function ownRegions({ ports, only }: RegionSettings): number[] {
  return only === undefined ? [...ports.keys()] : [only];
}

/** The ports of these regions, as configured. */
export function ownPorts(settings: RegionSettings): number[] {
  return ownRegions(settings).map((index) => settings.ports[index]!);
}

/** Parses the settings of the regions. Throws {@link SettingsError}. */
export function parseRegions(raw: RawSettings, isSecure: boolean): RegionSettings {
  const isSingle = raw.only !== "";
  const ports = raw.regions === "" ? parsePorts(raw.ports, isSingle) : freePorts(raw.regions);
  const only = isSingle ? parseOnly(raw.only, ports.length) : undefined;
  const advertised = parseAdvertised(raw, ports.length, isSecure);
  const fromHost = parseSwitch("advertise-from-host", raw["advertise-from-host"]);
  if (fromHost && "urls" in advertised) {
    throw new SettingsError(
      "advertise-urls and advertise-from-host are both given: expected one of them",
    );
  }
  const unknownPort = ports.findIndex((port, index) => port === 0 && index !== only);
  if (only !== undefined && unknownPort >= 0 && "host" in advertised) {
    const region = `region ${String(unknownPort)}`;
    throw new SettingsError(
      `only ${String(only)}: the port of ${region} is unknown: expected ports other than 0, or advertise-urls`,
    );
  }
  return {
    ports,
    advertised,
    ...(only === undefined ? {} : { only }),
    ...(fromHost ? { advertiseFromHost: true } : {}),
    ...(raw["host-regions"] === "" ? {} : { hostRegions: parseHostPattern(raw["host-regions"]) }),
  };
}

const maxPort = 65_535;

function parsePorts(value: string, canRepeat: boolean): number[] {
  const ports = splitList(value).map((entry) => {
    if (/^\d+$/.test(entry) && Number(entry) <= maxPort) return Number(entry);
    throw new SettingsError(`port ${quote(entry)}: expected 0 to ${String(maxPort)}`);
  });
  if (ports.length === 0) {
    throw new SettingsError(`ports ${quote(value)}: expected at least one port`);
  }
  if (ports.length > maxRegions) {
    throw new SettingsError(
      `ports has ${String(ports.length)} ports: expected at most ${String(maxRegions)}`,
    );
  }
  const duplicate = ports.find((port, at) => port !== 0 && ports.indexOf(port) !== at);
  if (duplicate !== undefined && !canRepeat) {
    throw new SettingsError(`port "${String(duplicate)}" is given twice`);
  }
  return ports;
}

/** Splits a comma-separated list. */
function splitList(value: string): string[] {
  return value
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}

function freePorts(value: string): number[] {
  const count = /^\d+$/.test(value) ? Number(value) : 0;
  if (count >= 1 && count <= maxRegions) return Array.from({ length: count }, () => 0);
  throw new SettingsError(`regions ${quote(value)}: expected 1 to ${String(maxRegions)}`);
}

function parseOnly(value: string, count: number): number {
  const index = /^\d+$/.test(value) ? Number(value) : count;
  if (index < count) return index;
  throw new SettingsError(
    `only ${quote(value)}: expected a region index, 0 to ${String(count - 1)}`,
  );
}

function parseAdvertised(raw: RawSettings, count: number, isSecure: boolean): Advertised {
  const withTls = (url: string): string => (isSecure ? url.replace(/^(http|ws):/i, "$1s:") : url);
  if (raw["advertise-urls"] === "") {
    const host = raw["advertise-host"];
    return { host: withTls(host === "" ? boundHost(raw.bind) : parseAdvertiseHost(host)) };
  }
  const urls = splitList(raw["advertise-urls"]).map(parseAdvertiseUrl);
  if (urls.length === count) return { urls: urls.map(withTls) };
  throw new SettingsError(
    `advertise-urls has ${String(urls.length)} URLs: expected ${String(count)}, one per region`,
  );
}

/** Scheme and host of a bound address. */
function boundHost(bind: string): string {
  if (!bind.includes("%")) return `http://${hostOf(bind)}`;
  const problem = "a URL cannot hold an address with a zone; set advertise-host";
  throw new SettingsError(`bind ${quote(bind)}: ${problem}`);
}

function parseAdvertiseHost(value: string): string {
  const host = value.trim().replace(/\/+$/, "");
  if (!/^[a-z][a-z0-9+.-]*:\/\/(\[[^\]/?#]+\]|[^:/?#\s]+)$/i.test(host)) {
    const expected = "expected a scheme and a host without a port, such as http://127.0.0.1";
    throw new SettingsError(`advertise-host ${quote(value)}: ${expected}`);
  }
  return host;
}

function parseAdvertiseUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isPlain = url !== undefined && url.username + url.password + url.search + url.hash === "";
  if (isPlain && /^(http|ws)s?:$/.test(url.protocol)) return value.replace(/\/+$/, "");
  throw new SettingsError(
    `advertise-urls ${quote(value)}: expected http, https, ws or wss URLs, such as http://mock:9999`,
  );
}

/** The end of the hosts that match a pattern. */
function parseHostPattern(value: string): string {
  if (/^\*(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/i.test(value)) return value.slice(1).toLowerCase();
  throw new SettingsError(
    `host-regions ${quote(value)}: expected *. and a domain, such as *.livekit.cloud`,
  );
}
