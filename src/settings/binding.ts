import { URL } from "node:url";

/** Where a mock listens. */
export interface Binding {
  /** One port per region; 0 is one that the system picks. */
  readonly ports: readonly number[];
  /** The address that is bound. */
  readonly bind: string;
  /** Whether the listeners speak TLS. */
  readonly isSecure: boolean;
}

/** Whether an address to bind stands for all addresses, however it is spelled. */
export function isWildcard(bind: string): boolean {
  return ["0.0.0.0", "[::]", "[::ffff:0:0]"].includes(hostIn(bind));
}

/** Whether only this machine reaches an address to bind, however it is spelled. */
export function isLoopback(bind: string): boolean {
  return loopbacks.test(hostIn(bind.replace(/%.*$/, "")));
}

/** As URLs write them: an address of IPv4 within one of IPv6 is hexadecimal there. */
const loopbacks = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\])$/;

/**
 * The host of the URLs of what listens on an address or a name: IPv6 in brackets, with its zone if it
 * has one, `127.0.0.1` for a wildcard.
 */
export function hostOf(bind: string): string {
  return isWildcard(bind) ? "127.0.0.1" : hostIn(bind);
}

/**
 * The URLs of what listens at a place, seen from its own machine. They keep the zone of an address,
 * which `URL` does not take.
 */
export function urlsAt({ ports, bind, isSecure }: Binding): string[] {
  const base = `${isSecure ? "https" : "http"}://${hostOf(bind)}`;
  return ports.map((port) => `${base}:${String(port)}`);
}

/** An address or a name as a URL has it; as it stands, IPv6 in brackets, if no URL can have it. */
function hostIn(bind: string): string {
  const host = bind.includes(":") ? `[${bind}]` : bind;
  const url = `http://${host}`;
  return URL.canParse(url) ? new URL(url).hostname : host;
}
