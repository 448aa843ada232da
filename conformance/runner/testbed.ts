/** Where scenarios run: mocks, host names that resolve to them, and the requests that arrive. */
import { startMock, type Mock } from "livekit-mock";
import { Sorter, type Arrivals } from "./arrivals.js";
import type { Call } from "./driverProtocol.js";
import { UsageError } from "./errors.js";
import { domain, hostOf, nameHosts, regionCount, type Prefix } from "./names.js";
import type { Scenario } from "./scenario.js";

export interface Testbed {
  /** The words before the command of a driver. */
  readonly prefix: Prefix;
  /** The call of a scenario. The label is the `id` of its control, and the first label of its host. */
  readonly callOf: (scenario: Scenario, label: string) => Call;
  /** Gathers what arrives under a label, until it is forgotten. */
  readonly gather: (label: string) => Arrivals;
  readonly forget: (label: string) => void;
  readonly close: () => Promise<void>;
}

/** Throws {@link UsageError} if the system refuses the names and a scenario needs them. */
export async function openTestbed(
  scenarios: readonly Scenario[],
  labels: readonly string[],
): Promise<Testbed> {
  const names = nameHosts(labels);
  const isNamed = typeof names !== "string";
  if (!isNamed) refuseUnnamed(scenarios, names);
  const sorter = new Sorter();
  const mocks = new Map<string, Mock>();
  const close = async (): Promise<void> => {
    await Promise.all([...mocks.values()].map((mock) => mock.close()));
    if (isNamed) names.close();
  };
  try {
    for (const { client } of scenarios) {
      const prefix = prefixOf(client.basePath);
      if (!mocks.has(prefix)) mocks.set(prefix, await startWarm(prefix, sorter));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    prefix: isNamed ? names.prefix : [],
    callOf: (scenario, label) => {
      const mock = mocks.get(prefixOf(scenario.client.basePath))!;
      return callOf(scenario, label, mock, isNamed ? hostOf(label, 0) : "127.0.0.1");
    },
    gather: (label) => sorter.gather(label),
    forget: (label) => {
      sorter.forget(label);
    },
    close,
  };
}

/** A mock that has already loaded what it loads on first use. */
async function startWarm(twirpPrefix: string, { onRequest }: Sorter): Promise<Mock> {
  const hostRegions = `*${domain}`;
  const options = { regions: regionCount, hostRegions, twirpPrefix, onRequest };
  const mock = await startMock({ ...options, log: "silent" });
  const headers = { Authorization: `Bearer ${mock.token({ video: { roomCreate: true } })}` };
  const paths = [`${twirpPrefix}/livekit.RoomService/CreateRoom`, "/settings/regions"];
  for (const { url } of mock.regions) {
    for (const path of paths) await fetch(`${url}${path}`, { method: "POST", headers });
  }
  return mock;
}

function prefixOf(basePath: string): string {
  return `${basePath.replace(/\/$/, "")}/twirp`;
}

function refuseUnnamed(scenarios: readonly Scenario[], reason: string): void {
  const needing = scenarios.filter(
    ({ client, expect }) => client.failover || expect.untouched !== undefined,
  );
  if (needing.length === 0) return;
  throw new UsageError(
    `${String(needing.length)} scenarios need names for this machine, such as ` +
      `${hostOf("node-1", 1)}, and the system refuses a mount namespace with its own hosts file ` +
      `(${reason}): run as root on Linux, or choose others, as in --scenario 'errors/*'`,
  );
}

function callOf(
  { call: { method, request }, control, client }: Scenario,
  label: string,
  mock: Mock,
  host: string,
): Call {
  const { scheme, basePath, timeoutMs, failover, calls, pauseMs } = client;
  return {
    url: `${scheme}://${host}:${new URL(mock.url).port}${basePath}`,
    // This way no SDK needs an option for headers.
    apiKey: mock.apiKeyFor({ ...control, id: label }),
    apiSecret: mock.apiSecret,
    method,
    request,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    failover,
    calls,
    pauseMs,
  };
}
