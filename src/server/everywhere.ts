import { networkInterfaces } from "node:os";
import { reasonOf } from "../util/reason.js";
import { listen, type Listener } from "./listener.js";
import type { TlsKeys } from "../settings/index.js";

/** How many ports to try for one that is free on both IPv4 and IPv6, if the system picks it. */
const maxTries = 10;

/**
 * Binds a port on all addresses: on IPv4, and on IPv6 if possible. Rejects with Node's error if IPv4
 * cannot be bound.
 *
 * IPv4 and IPv6 get separate sockets. Some systems let an IPv6 socket that also accepts IPv4 share
 * its port with another process that listens on all of IPv4, and that process then gets all IPv4
 * connections.
 */
export async function listenEverywhere(port: number, tls?: TlsKeys): Promise<Listener> {
  for (let triesLeft = maxTries; ; triesLeft--) {
    const ipv4 = await listen("0.0.0.0", port, tls);
    try {
      return join(ipv4, await listen("::", ipv4.port, tls, true));
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
      if (port !== 0 || !isTaken || triesLeft === 1) {
        return { ...ipv4, withoutIpv6: reasonOf(error) };
      }
      await ipv4.close();
    }
  }
}

/**
 * Whether this machine has the address `[::1]`. Without it, IPv6 sockets may still bind, but no
 * client reaches them on `localhost`.
 */
export function hasIpv6Loopback(): boolean {
  try {
    const addresses = Object.values(networkInterfaces()).flat();
    return addresses.some((entry) => entry?.address === "::1");
  } catch {
    // Some systems hide their addresses from programs.
    return true;
  }
}

/** Combines two listeners on the same port. */
function join(one: Listener, other: Listener): Listener {
  return {
    port: one.port,
    start: (listener, observers) => {
      one.start(listener, observers);
      other.start(listener, observers);
    },
    close: async () => {
      await Promise.all([one.close(), other.close()]);
    },
  };
}
