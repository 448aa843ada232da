/** Runs scenarios against a mock, through drivers, in parallel. */
import { setTimeout as sleep } from "node:timers/promises";
import { startMock, type Mock } from "../../src/index.js";
import { Sorter } from "./arrivals.js";
import { Driver, type Call, type Command, type Hello } from "./driver.js";
import { UsageError } from "./errors.js";
import { judge, type Verdict } from "./judge.js";
import { domain, hostOf, nameHosts, regionCount, type Names, type Prefix } from "./names.js";
import type { Scenario } from "./scenario.js";

/** A driver that is to be asked. */
export interface Subject {
  /** What its SDK is called; no two are called alike. */
  readonly name: string;
  readonly command: Command;
}

/** What has come of a subject's scenarios. */
export interface Column {
  readonly subject: Subject;
  readonly hello: Hello;
  readonly verdicts: ReadonlyMap<Scenario, Verdict>;
}

export interface RunOptions {
  /** How many drivers of each subject run at a time. */
  readonly jobs: number;
  /** What a client may take beyond its timeouts before it counts as hanging, in milliseconds. */
  readonly graceMs?: number;
  /** Called once a scenario is judged. */
  readonly onVerdict: (subject: Subject, scenario: Scenario, verdict: Verdict) => void;
}

/**
 * How long the mock is given to notice that a client has left, in milliseconds: it tells of a
 * request once that is over.
 */
const settleMs = 250;
/** Enough for a client that is busy; in milliseconds. */
const usualGraceMs = 8_000;
/** What SDKs have as their own timeout, in milliseconds. */
const usualTimeoutMs = 10_000;
/** Most attempts of an SDK that fails over. */
const usualAttempts = 3;

/** Throws {@link UsageError} where a driver does not start, or the names are refused and needed. */
export async function run(
  subjects: readonly Subject[],
  scenarios: readonly Scenario[],
  options: RunOptions,
): Promise<Column[]> {
  const labels = subjects.flatMap(({ name }) => scenarios.map((_, at) => labelOf(name, at)));
  const names = nameHosts(labels);
  if (typeof names === "string") refuseUnnamed(scenarios, names);
  const sorter = new Sorter();
  const mocks = new Map<string, Mock>();
  try {
    for (const { client } of scenarios) {
      const prefix = prefixOf(client.basePath);
      if (!mocks.has(prefix)) mocks.set(prefix, await startFor(prefix, sorter));
    }
    const stage = { mocks, sorter, names: typeof names === "string" ? undefined : names };
    return await Promise.all(
      subjects.map((subject) => runSubject(subject, scenarios, stage, options)),
    );
  } finally {
    await Promise.all([...mocks.values()].map((mock) => mock.close()));
    if (typeof names !== "string") names.close();
  }
}

/** Where scenarios are played. */
interface Stage {
  /** A mock for each prefix of the API. */
  readonly mocks: ReadonlyMap<string, Mock>;
  readonly sorter: Sorter;
  readonly names: Names | undefined;
}

function startFor(twirpPrefix: string, { onRequest }: Sorter): Promise<Mock> {
  const hostRegions = `*${domain}`;
  return startMock({ regions: regionCount, hostRegions, twirpPrefix, log: "silent", onRequest });
}

function prefixOf(basePath: string): string {
  return `${basePath.replace(/\/$/, "")}/twirp`;
}

/** The first label of a scenario's host, and the `id` of its control. */
function labelOf(subject: string, at: number): string {
  return `${subject}-${String(at)}`;
}

function refuseUnnamed(scenarios: readonly Scenario[], reason: string): void {
  const needing = scenarios.filter(
    ({ client, expect }) => client.failover || expect.untouched !== undefined,
  );
  if (needing.length === 0) return;
  throw new UsageError(
    `${String(needing.length)} scenarios need names of their own for this machine, such as ` +
      `${hostOf("node-1", 1)}, and the system refuses a mount namespace with its own hosts file ` +
      `(${reason}): run it as root on Linux, or choose others, as --scenario 'errors/*'`,
  );
}

async function runSubject(
  subject: Subject,
  scenarios: readonly Scenario[],
  stage: Stage,
  { jobs, graceMs = usualGraceMs, onVerdict }: RunOptions,
): Promise<Column> {
  const prefix: Prefix = stage.names?.prefix ?? [];
  const { words, cwd } = subject.command;
  const start = (): Promise<[Driver, Hello]> => Driver.start({ words: [...prefix, ...words], cwd });
  const [first, hello] = await start();
  const idle = [first];
  const queue = [...scenarios.entries()];
  const verdicts = new Map<Scenario, Verdict>();
  const work = async (): Promise<void> => {
    let driver = idle.pop();
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [at, scenario] = next;
      if (driver?.isAlive !== true || keepsLists(scenario)) {
        driver?.stop();
        [driver] = await start();
      }
      const label = labelOf(subject.name, at);
      const verdict = await play(scenario, { label, driver, graceMs }, stage);
      verdicts.set(scenario, verdict);
      onVerdict(subject, scenario, verdict);
    }
    driver?.stop();
  };
  await Promise.all(Array.from({ length: Math.min(jobs, scenarios.length) }, work));
  return { subject, hello, verdicts };
}

/** Whether a client may keep the region list, which it does in its process. */
function keepsLists({ control }: Scenario): boolean {
  return (control.discovery?.maxAge ?? 0) > 0;
}

async function play(
  scenario: Scenario,
  { label, driver, graceMs }: { label: string; driver: Driver; graceMs: number },
  { mocks, sorter, names }: Stage,
): Promise<Verdict> {
  const mock = mocks.get(prefixOf(scenario.client.basePath))!;
  const arrivals = sorter.gather(label);
  const call = callOf(scenario, label, mock, names);
  const outcome = await driver.ask(call, longest(scenario) + graceMs);
  await sleep(settleMs);
  sorter.forget(label);
  return judge(scenario.expect, outcome, arrivals);
}

function callOf(
  { call: { method, request }, control, client }: Scenario,
  label: string,
  mock: Mock,
  names: Names | undefined,
): Call {
  const { scheme, basePath, timeoutMs, failover, calls, pauseMs } = client;
  const { port, hostname } = new URL(mock.url);
  const host = names === undefined ? hostname : hostOf(label, 0);
  const json = JSON.stringify({ ...control, id: label });
  return {
    url: `${scheme}://${host}:${port}${basePath}`,
    // No SDK needs an option for headers so.
    apiKey: `mock.${Buffer.from(json).toString("base64")}`,
    apiSecret: mock.apiSecret,
    method,
    request,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    failover,
    calls,
    pauseMs,
  };
}

/** What a client that keeps its timeouts takes at most, in milliseconds. */
function longest({ client }: Scenario): number {
  const { timeoutMs = usualTimeoutMs, failover, calls, pauseMs } = client;
  return calls * ((failover ? usualAttempts : 1) * timeoutMs + pauseMs);
}
