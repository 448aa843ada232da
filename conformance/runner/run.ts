/** Runs scenarios against a mock, through drivers, in parallel. */
import { setTimeout as sleep } from "node:timers/promises";
import { Driver, type Command } from "./driver.js";
import { UsageError } from "./errors.js";
import { judge, type Verdict } from "./judge.js";
import type { Scenario } from "./scenario.js";
import { openTestbed, type Testbed } from "./testbed.js";
import type { Hello } from "./driverProtocol.js";

/** A driver that is to run. */
export interface Subject {
  /** What its column is called; by default what it calls its SDK. */
  readonly name?: string;
  readonly command: Command;
}

/** The verdicts on a subject's scenarios. */
export interface Column {
  readonly name: string;
  readonly hello: Hello;
  readonly verdicts: ReadonlyMap<Scenario, Verdict>;
}

export interface RunOptions {
  /** How many drivers of each subject run at a time. */
  readonly jobs: number;
  /** What a client may take beyond its timeouts before it counts as hanging, in milliseconds. */
  readonly graceMs?: number;
  /** Called once a scenario of a column is judged. */
  readonly onVerdict: (column: string, scenario: Scenario) => void;
}

/**
 * How long the mock is given to notice that a client has left, in milliseconds: it reports a
 * request once that is over.
 */
const settleMs = 250;
/** Enough for a client that is busy; in milliseconds. */
const usualGraceMs = 8_000;
/** What SDKs have as their own timeout, in milliseconds. */
const usualTimeoutMs = 10_000;
/** Most attempts of an SDK that fails over. */
const usualAttempts = 3;

/** The drivers of a subject, all of which have started. */
interface Crew {
  readonly name: string;
  readonly hello: Hello;
  readonly drivers: readonly Driver[];
  /** Starts one more. */
  readonly start: () => Promise<Driver>;
  /** The label of a scenario: the first of its host, and the `id` of its control. */
  readonly labelOf: (scenario: number) => string;
}

/** Throws {@link UsageError} if a driver does not start, or names are needed and refused. */
export async function run(
  subjects: readonly Subject[],
  scenarios: readonly Scenario[],
  options: RunOptions,
): Promise<Column[]> {
  const labels = subjects.flatMap((_, at) => [...scenarios.keys()].map(labeller(at)));
  const testbed = await openTestbed(scenarios, labels);
  const started = new Set<Driver>();
  const stopAll = (): void => {
    for (const driver of started) driver.stop();
  };
  // Drivers are groups of their own, which no signal to this process ends.
  process.once("exit", stopAll);
  const size = Math.min(options.jobs, scenarios.length);
  try {
    // No call is made before all have started: starting would slow down what is timed.
    const crews = await Promise.all(
      subjects.map(async (subject, at): Promise<Crew> => {
        const start = starter(subject.command, testbed, started);
        const ready = await Promise.all(Array.from({ length: size }, start));
        const [, hello] = ready[0]!;
        const drivers = ready.map(([driver]) => driver);
        const name = subject.name ?? hello.sdk;
        return {
          name,
          hello,
          drivers,
          start: async () => (await start())[0],
          labelOf: labeller(at),
        };
      }),
    );
    return await Promise.all(crews.map((crew) => playAll(crew, scenarios, testbed, options)));
  } finally {
    process.off("exit", stopAll);
    stopAll();
    await testbed.close();
  }
}

function labeller(subject: number) {
  return (scenario: number): string => `d${String(subject)}-${String(scenario)}`;
}

/** Starts drivers, each of which is known from its first moment on. */
function starter(command: Command, { prefix }: Testbed, started: Set<Driver>) {
  return async (): Promise<[Driver, Hello]> => {
    const driver = new Driver(command, prefix);
    started.add(driver);
    return [driver, await driver.greeting()];
  };
}

async function playAll(
  { name, hello, drivers, start, labelOf }: Crew,
  scenarios: readonly Scenario[],
  testbed: Testbed,
  { graceMs = usualGraceMs, onVerdict }: RunOptions,
): Promise<Column> {
  const queue = [...scenarios.entries()];
  const verdicts = new Map<Scenario, Verdict>();
  const work = async (first: Driver): Promise<void> => {
    let driver = first;
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [at, scenario] = next;
      const place = { label: labelOf(at), graceMs, testbed };
      try {
        if (!driver.isAlive || keepsLists(scenario)) {
          driver.stop();
          driver = await start();
        }
        verdicts.set(scenario, await play(scenario, driver, place));
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        const observed = "does not start";
        verdicts.set(scenario, { verdict: "fail", observed, misses: [error.message] });
      }
      onVerdict(name, scenario);
    }
  };
  await Promise.all(drivers.map(work));
  return { name, hello, verdicts };
}

/** Whether a client may keep the region list, which it does in its process. */
function keepsLists({ control }: Scenario): boolean {
  return (control.discovery?.maxAge ?? 0) > 0;
}

async function play(
  scenario: Scenario,
  driver: Driver,
  { label, graceMs, testbed }: { label: string; graceMs: number; testbed: Testbed },
): Promise<Verdict> {
  const arrivals = testbed.gather(label);
  const outcome = await driver.ask(testbed.callOf(scenario, label), longest(scenario) + graceMs);
  await sleep(settleMs);
  testbed.forget(label);
  return judge(scenario.expect, outcome, arrivals);
}

/** What a client that keeps its timeouts takes at most, in milliseconds. */
function longest({ client }: Scenario): number {
  const { timeoutMs = usualTimeoutMs, failover, calls, pauseMs } = client;
  return calls * ((failover ? usualAttempts : 1) * timeoutMs + pauseMs);
}
