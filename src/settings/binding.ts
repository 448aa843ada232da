import { URL } from "node:url";

/** Where a mock listens. */
export interface Binding {
  /** One port per region; 0 picks a free port. */
  readonly ports: readonly number[];
  /** The address to bind. */
  readonly bind: string;
  /** Whether the listeners use TLS. */
  readonly isSecure: boolean;
}

/** Whether an address to bind stands for all addresses, however it is written. */
export function isWildcard(bind: string): boolean {
  return ["0.0.0.0", "[::]", "[::ffff:0:0]"].includes(hostIn(bind));
}

/** Whether only this machine can reach an address to bind, however it is written. */
export function isLoopback(bind: string): boolean {
  return loopbacks.test(hostIn(bind.replace(/%.*$/, "")));
}

/** As URLs write them: an IPv4 address within an IPv6 one is hexadecimal there. */
const loopbacks = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\])$/;

/**
 * The host in the URLs of a bound address or name: IPv6 in brackets, with its zone if it has one;
 * `127.0.0.1` for a wildcard.
 */
export function hostOf(bind: string): string {
  return isWildcard(bind) ? "127.0.0.1" : hostIn(bind);
}

/**
 * The URLs of the listeners, as seen from their own machine. They keep the zone of an address,
 * which `URL` does not accept.
 */
export function urlsAt({ ports, bind, isSecure }: Binding): string[] {
  const base = `${isSecure ? "https" : "http"}://${hostOf(bind)}`;
  return ports.map((port) => `${base}:${String(port)}`);
}

/** An address or a name as URLs write it. What no URL can hold stays as it is, IPv6 in brackets. */
function hostIn(bind: string): string {
  const host = bind.includes(":") ? `[${bind}]` : bind;
  const url = `http://${host}`;
  return URL.canParse(url) ? new URL(url).hostname : host;
}
