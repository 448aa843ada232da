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
  /** What follows the first label of the hosts that select the region: `.livekit.cloud`. */
  readonly hostRegions?: string;
}

/** The indices of the regions that this process serves. */
export function ownRegions({ ports, only }: RegionSettings): number[] {
  return only === undefined ? [...ports.keys()] : [only];
}

/** The ports of these regions, as they are set. */
export function ownPorts(settings: RegionSettings): number[] {
  return ownRegions(settings).map((index) => settings.ports[index]!);
}

/** Parses the settings of the regions. Throws {@link SettingsError}. */
export function parseRegions(texts: RawSettings, isSecure: boolean): RegionSettings {
  const hasOne = texts.only !== "";
  const ports = texts.regions === "" ? parsePorts(texts.ports, hasOne) : pickedPorts(texts.regions);
  const only = hasOne ? parseOnly(texts.only, ports.length) : undefined;
  const advertised = parseAdvertised(texts, ports.length, isSecure);
  const fromHost = parseSwitch("advertise-from-host", texts["advertise-from-host"]);
  if (fromHost && "urls" in advertised) {
    throw new SettingsError(
      "advertise-urls and advertise-from-host are both there: expected one of them",
    );
  }
  const unknown = ports.findIndex((port, index) => port === 0 && index !== only);
  if (only !== undefined && unknown >= 0 && "host" in advertised) {
    const region = `region ${String(unknown)}`;
    throw new SettingsError(
      `only ${String(only)}: the port of ${region} is not known here: expected ports other than 0, or advertise-urls`,
    );
  }
  return {
    ports,
    advertised,
    ...(only === undefined ? {} : { only }),
    ...(fromHost ? { advertiseFromHost: true } : {}),
    ...(texts["host-regions"] === "" ? {} : { hostRegions: parsePattern(texts["host-regions"]) }),
  };
}

function parsePorts(text: string, mayRepeat: boolean): number[] {
  const ports = entriesOf(text).map((entry) => {
    if (!/^\d+$/.test(entry)) throw new SettingsError(`port ${quote(entry)} is no number`);
    if (Number(entry) > 65535) throw new SettingsError(`port ${quote(entry)} is over 65535`);
    return Number(entry);
  });
  if (ports.length === 0) throw new SettingsError(`ports ${quote(text)} is an empty list`);
  if (ports.length > maxRegions) {
    throw new SettingsError(
      `ports has ${String(ports.length)}: expected ${String(maxRegions)} at most`,
    );
  }
  const repeated = ports.find((port, at) => port !== 0 && ports.indexOf(port) !== at);
  if (repeated !== undefined && !mayRepeat) {
    throw new SettingsError(`port "${String(repeated)}" is there twice`);
  }
  return ports;
}

/** The entries of a comma-separated list. */
export function entriesOf(text: string): string[] {
  return text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}

function pickedPorts(text: string): number[] {
  const count = /^\d+$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= maxRegions) return Array.from({ length: count }, () => 0);
  throw new SettingsError(`regions ${quote(text)}: expected 1 to ${String(maxRegions)}`);
}

function parseOnly(text: string, count: number): number {
  const index = /^\d+$/.test(text) ? Number(text) : count;
  if (index < count) return index;
  throw new SettingsError(
    `only ${quote(text)}: expected a region index, 0 to ${String(count - 1)}`,
  );
}

function parseAdvertised(texts: RawSettings, count: number, isSecure: boolean): Advertised {
  const secured = (url: string): string => (isSecure ? url.replace(/^(http|ws):/i, "$1s:") : url);
  if (texts["advertise-urls"] === "") {
    const given = texts["advertise-host"];
    return { host: secured(given === "" ? boundHost(texts.bind) : parseAdvertiseHost(given)) };
  }
  const urls = entriesOf(texts["advertise-urls"]).map(parseAdvertiseUrl);
  if (urls.length === count) return { urls: urls.map(secured) };
  throw new SettingsError(
    `advertise-urls has ${String(urls.length)} URLs: expected ${String(count)}, one a region`,
  );
}

/** Scheme and host of a bound address. */
function boundHost(bind: string): string {
  if (!bind.includes("%")) return `http://${hostOf(bind)}`;
  const problem = "no URL can name an address with a zone; see advertise-host";
  throw new SettingsError(`bind ${quote(bind)}: ${problem}`);
}

function parseAdvertiseHost(text: string): string {
  const host = text.trim().replace(/\/+$/, "");
  if (!/^[a-z][a-z0-9+.-]*:\/\/(\[[^\]/?#]+\]|[^:/?#\s]+)$/i.test(host)) {
    const expected = "expected a scheme and a host without a port, such as http://127.0.0.1";
    throw new SettingsError(`advertise-host ${quote(text)}: ${expected}`);
  }
  return host;
}

function parseAdvertiseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url !== undefined && url.username + url.password + url.search + url.hash === "";
  if (isPlain && /^(http|ws)s?:$/.test(url.protocol)) return text.replace(/\/+$/, "");
  throw new SettingsError(
    `advertise-urls ${quote(text)}: expected http, https, ws or wss with a host, such as http://mock:9999`,
  );
}

/** The end of the hosts that match a pattern. */
function parsePattern(text: string): string {
  if (/^\*(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/i.test(text)) return text.slice(1).toLowerCase();
  throw new SettingsError(
    `host-regions ${quote(text)}: expected a star and a domain, such as *.livekit.cloud`,
  );
}
