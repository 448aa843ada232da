import { systemClock, type Clock } from "./clock.js";
import { checkControl, readObject, type MockControl } from "./control/index.js";
import { Findings } from "./findings.js";
import { createLog, type Log } from "./log.js";
import { createRegion, type Region } from "./region.js";
import { listen, type Listener } from "./server/listener.js";
import { normalizePrefix } from "./server/route.js";
import { SettingsError, type Settings } from "./settings.js";
import { createVerifier } from "./token/verify.js";

export type { MockControl } from "./control/index.js";

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
 * nothing left open, where one cannot bind, or the settings' control has something wrong.
 */
export async function startMock(
  settings: Settings,
  { clock = systemClock, log = createLog(settings.log, writeToStderr) }: Surroundings = {},
): Promise<Mock> {
  const defaultControl = checkDefault(settings);
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
    defaultControl,
    strict: settings.strict,
    tokenControl: settings.tokenControl,
    verify: createVerifier(settings.apiSecret),
    clock,
    log,
  };
  for (const [at, listener] of listeners.entries()) {
    listener.start({ ...shared, region: regions[at]! });
  }
  return { regions, close };
}

/** The control of requests that have none, as it is read. Throws where it has something wrong. */
function checkDefault({ control, ports, advertiseHost }: Settings): MockControl {
  const findings = new Findings();
  const regions = ports.map((port, index) => createRegion(index, advertiseHost, port));
  const read = readObject({ ...control }, "control", findings);
  checkControl(read, regions, findings);
  const lines = findings.toLines();
  if (lines.length > 0) throw new SettingsError(lines.join("; "));
  return read;
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
