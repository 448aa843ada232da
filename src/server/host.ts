import { isIP } from "node:net";
import { URL } from "node:url";

/** Removes the port from a `Host`. */
export function withoutPort(host: string): string {
  return host.replace(/:\d*$/, "");
}

/** The form in which hosts are compared: without the port, in lower case, without a trailing dot. */
export function comparableName(host: string): string {
  return withoutPort(host).toLowerCase().replace(/\.$/, "");
}

/** Maximum length of a `Host`, which may become a part of every region's URL. */
const maxHostLength = 300;

/**
 * The label before the domain of the hosts that select the region: `proj-r1` in
 * `proj-r1.livekit.cloud` for `.livekit.cloud`. `undefined` if the host is not one of those.
 */
export function regionLabel(host: string, hostRegions: string): string | undefined {
  if (host.length > maxHostLength) return undefined;
  const name = withoutPort(host);
  const label = name.slice(0, -hostRegions.length);
  const isSingleLabel =
    name.toLowerCase().endsWith(hostRegions) && label !== "" && !label.includes(".");
  return isSingleLabel ? label : undefined;
}

/** A domain name, or an IPv6 address in brackets. */
const urlHost = /^(([a-z0-9_-]+\.)*[a-z0-9_-]+\.?|\[[0-9a-f:.]+\])$/i;

/** The host without its port; `undefined` if it would be invalid in a URL. */
export function toUrlHost(host: string): string | undefined {
  if (host.length > maxHostLength) return undefined;
  const name = withoutPort(host);
  return urlHost.test(name) && URL.canParse(`http://${name}`) ? name : undefined;
}

/** The mock's own host names. */
export interface OwnHosts {
  /** The hosts of the advertised URLs, in the form of {@link comparableName}. */
  readonly hosts: ReadonlySet<string>;
  /** The domain of the hosts that select the region: `.livekit.cloud`. */
  readonly hostRegions?: string;
}

/**
 * Whether a `Host` is safe from DNS rebinding, in which a web page makes its own name resolve to
 * 127.0.0.1. Safe are addresses, `localhost` and its subdomains, names without a dot, and the mock's
 * own hosts.
 */
export function isOwnHost(host: string, { hosts, hostRegions }: OwnHosts): boolean {
  const name = comparableName(host);
  return (
    !name.includes(".") ||
    name.endsWith(".localhost") ||
    isIP(name.replace(/^\[(.*)\]$/, "$1")) !== 0 ||
    hosts.has(name) ||
    (hostRegions !== undefined && regionLabel(name, hostRegions) !== undefined)
  );
}
