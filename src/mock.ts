import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { systemClock, type Clock } from "./clock.js";
import { createLog, type Log } from "./log.js";
import { createRegion, type Region } from "./region.js";
import { createListener, type Listener } from "./server/listener.js";
import { normalizePrefix } from "./server/route.js";
import { SettingsError, type Settings } from "./settings.js";
import { createVerifier } from "./token/verify.js";

/** A running mock. */
export interface Mock {
  /** The regions in the order of the ports. */
  readonly regions: readonly Region[];
  /** Closes all listeners and all open connections. */
  close(): Promise<void>;
}

/** Where a mock takes its time from, and where its log goes. */
export interface Surroundings {
  readonly clock?: Clock;
  readonly log?: Log;
}

/**
 * Starts a mock. Resolves once all listeners accept; rejects with {@link SettingsError}, and with
 * nothing left open, where one cannot bind.
 */
export async function startMock(
  settings: Settings,
  { clock = systemClock, log = createLog(settings.log, writeToStderr) }: Surroundings = {},
): Promise<Mock> {
  const listeners: Listener[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(listeners.map(closeListener));
  };
  try {
    for (const port of settings.ports) {
      const listener = createListener();
      await bind(listener, settings.bind, port);
      listeners.push(listener);
    }
  } catch (error) {
    await close();
    throw error;
  }
  const regions = listeners.map(({ server }, index) =>
    createRegion(index, settings.advertiseHost, (server.address() as AddressInfo).port),
  );
  const shared = {
    regions,
    prefix: normalizePrefix(settings.twirpPrefix),
    maxBody: settings.maxBody,
    verify: createVerifier(settings.apiSecret),
    clock,
    log,
  };
  for (const [at, listener] of listeners.entries()) {
    listener.start({ ...shared, region: regions[at]! });
  }
  return { regions, close };
}

async function bind({ server }: Listener, host: string, port: number): Promise<void> {
  try {
    server.listen(port, host);
    await once(server, "listening");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SettingsError(`cannot listen on port ${String(port)} of ${host}: ${reason}`);
  }
}

async function closeListener({ server }: Listener): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}

function writeToStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}
