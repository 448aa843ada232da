import { networkInterfaces } from "node:os";
import { reasonOf } from "../util/reason.js";
import { listen, type Listener } from "./listener.js";
import type { TlsKeys } from "../settings/index.js";

/** How many ports of IPv4 are tried for one that is free on IPv6 too, if the system picks them. */
const maxTries = 10;

/**
 * Binds a port of all addresses: of IPv4, and of IPv6 if that is possible. Rejects with Node's error if
 * the port of IPv4 cannot be bound.
 *
 * Each family has a socket of its own: if one of IPv6 takes IPv4 as well, some systems let it share
 * the port with another process that has all of IPv4, and then IPv4 is that process's.
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
 * Whether this machine has the address `[::1]`: without it the sockets of IPv6 may be bound all the
 * same, and no client reaches them on `localhost`.
 */
export function hasIpv6Loopback(): boolean {
  try {
    const addresses = Object.values(networkInterfaces()).flat();
    return addresses.some((entry) => entry?.address === "::1");
  } catch {
    // Some systems do not tell programs their addresses.
    return true;
  }
}

/** Two listeners on the same port as one. */
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
