import { isIP } from "node:net";

/** A `Host` without its port. */
export function nameIn(host: string): string {
  return host.replace(/:\d*$/, "");
}

/** The names that a mock goes by, in lower case. */
export interface OwnHosts {
  /** The hosts of the advertised URLs. */
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
  const name = nameIn(host).toLowerCase().replace(/\.$/, "");
  return (
    !name.includes(".") ||
    name.endsWith(".localhost") ||
    isIP(name.replace(/^\[(.*)\]$/, "$1")) !== 0 ||
    hosts.has(name) ||
    (hostRegions !== undefined && name.endsWith(hostRegions))
  );
}
