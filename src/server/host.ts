import { isIP } from "node:net";
import { URL } from "node:url";

/** A `Host` without its port. */
export function nameIn(host: string): string {
  return host.replace(/:\d*$/, "");
}

/** The same as a mock compares it: in lower case, without the dot of a complete name. */
export function comparableName(host: string): string {
  return nameIn(host).toLowerCase().replace(/\.$/, "");
}

/** No name of a host is longer, with its port; such a one would be in the URL of each region. */
const longestHost = 300;

/**
 * What a host has before the end of the hosts that select the region: `proj-r1` of
 * `proj-r1.livekit.cloud` for `.livekit.cloud`. `undefined` if it is none of them.
 */
export function labelIn(host: string, hostRegions: string): string | undefined {
  if (host.length > longestHost) return undefined;
  const name = nameIn(host);
  const label = name.slice(0, -hostRegions.length);
  const isOne = name.toLowerCase().endsWith(hostRegions) && label !== "" && !label.includes(".");
  return isOne ? label : undefined;
}

/** A name in its labels, or an address of IPv6 in brackets. */
const urlHost = /^(([a-z0-9_-]+\.)*[a-z0-9_-]+\.?|\[[0-9a-f:.]+\])$/i;

/** What a `Host` has before its port if a URL can have it as its host; else `undefined`. */
export function urlHostIn(host: string): string | undefined {
  if (host.length > longestHost) return undefined;
  const name = nameIn(host);
  return urlHost.test(name) && URL.canParse(`http://${name}`) ? name : undefined;
}

/** The names that a mock goes by. */
export interface OwnHosts {
  /** The hosts of the advertised URLs, as {@link comparableName} has them. */
  readonly hosts: ReadonlySet<string>;
  /** The end of the hosts that select the region: `.livekit.cloud`. */
  readonly hostRegions?: string;
}

/**
 * Whether a `Host` leads here by no doing of a web page, whose own name may lead to 127.0.0.1 when it
 * is asked for again: it is an address, `localhost` or below it, a name without a dot, or one of the
 * mock's own.
 */
export function isOwnHost(host: string, { hosts, hostRegions }: OwnHosts): boolean {
  const name = comparableName(host);
  return (
    !name.includes(".") ||
    name.endsWith(".localhost") ||
    isIP(name.replace(/^\[(.*)\]$/, "$1")) !== 0 ||
    hosts.has(name) ||
    (hostRegions !== undefined && labelIn(name, hostRegions) !== undefined)
  );
}
