import { systemClock, type Clock } from "./clock.js";
import { createLog, type Log } from "./log.js";
import { createRegion, type Region } from "./region.js";
import { listen, type Listener } from "./server/listener.js";
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
    await Promise.all(listeners.map((listener) => listener.close()));
  };
  try {
    for (const port of settings.ports) listeners.push(await bind(settings.bind, port));
  } catch (error) {
    await close();
    throw error;
  }
  const regions = listeners.map(({ port }, index) =>
    createRegion(index, settings.advertiseHost, port),
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

async function bind(host: string, port: number): Promise<Listener> {
  try {
    return await listen(host, port);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SettingsError(`cannot listen on port ${String(port)} of ${host}: ${reason}`);
  }
}

function writeToStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}
