/** Runs scenarios against a mock, through drivers, in parallel. */
import { setTimeout as sleep } from "node:timers/promises";
import { Driver, type Command, type Hello } from "./driver.js";
import { judge, type Verdict } from "./judge.js";
import type { Scenario } from "./scenario.js";
import { openStage, type Stage } from "./stage.js";

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

/** Drivers of a subject, all of which have started. */
interface Crew {
  readonly subject: Subject;
  readonly hello: Hello;
  readonly drivers: readonly Driver[];
  /** Starts one more. */
  readonly start: () => Promise<Driver>;
}

/** Throws `UsageError` where a driver does not start, or names are needed and refused. */
export async function run(
  subjects: readonly Subject[],
  scenarios: readonly Scenario[],
  options: RunOptions,
): Promise<Column[]> {
  const labels = subjects.flatMap(({ name }) => scenarios.map((_, at) => labelOf(name, at)));
  const stage = await openStage(scenarios, labels);
  const started: Driver[] = [];
  const stopAll = (): void => {
    for (const driver of started) driver.stop();
    stage.removeNames();
  };
  // Drivers are groups of their own, which no signal to this process ends.
  process.once("exit", stopAll);
  const size = Math.min(options.jobs, scenarios.length);
  try {
    // Nothing is asked before all have started: what starts takes time from what is timed.
    const crews = await Promise.all(
      subjects.map((subject) => assemble(subject, size, stage, started)),
    );
    return await Promise.all(crews.map((crew) => playAll(crew, scenarios, stage, options)));
  } finally {
    process.off("exit", stopAll);
    stopAll();
    await stage.close();
  }
}

/** The first label of a scenario's host, and the `id` of its control. */
function labelOf(subject: string, at: number): string {
  return `${subject}-${String(at)}`;
}

async function assemble(
  subject: Subject,
  size: number,
  { prefix }: Stage,
  started: Driver[],
): Promise<Crew> {
  const { words, cwd } = subject.command;
  const startOne = async (): Promise<[Driver, Hello]> => {
    const one = await Driver.start({ words: [...prefix, ...words], cwd });
    started.push(one[0]);
    return one;
  };
  const ready = await Promise.all(Array.from({ length: size }, startOne));
  const drivers = ready.map(([driver]) => driver);
  return { subject, hello: ready[0]![1], drivers, start: async () => (await startOne())[0] };
}

async function playAll(
  { subject, hello, drivers, start }: Crew,
  scenarios: readonly Scenario[],
  stage: Stage,
  { graceMs = usualGraceMs, onVerdict }: RunOptions,
): Promise<Column> {
  const queue = [...scenarios.entries()];
  const verdicts = new Map<Scenario, Verdict>();
  const work = async (first: Driver): Promise<void> => {
    let driver = first;
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [at, scenario] = next;
      if (!driver.isAlive || keepsLists(scenario)) {
        driver.stop();
        driver = await start();
      }
      const verdict = await play(scenario, labelOf(subject.name, at), { driver, graceMs, stage });
      verdicts.set(scenario, verdict);
      onVerdict(subject, scenario, verdict);
    }
  };
  await Promise.all(drivers.map(work));
  return { subject, hello, verdicts };
}

/** Whether a client may keep the region list, which it does in its process. */
function keepsLists({ control }: Scenario): boolean {
  return (control.discovery?.maxAge ?? 0) > 0;
}

async function play(
  scenario: Scenario,
  label: string,
  { driver, graceMs, stage }: { driver: Driver; graceMs: number; stage: Stage },
): Promise<Verdict> {
  const arrivals = stage.gather(label);
  const outcome = await driver.ask(stage.callOf(scenario, label), longest(scenario) + graceMs);
  await sleep(settleMs);
  stage.forget(label);
  return judge(scenario.expect, outcome, arrivals);
}

/** What a client that keeps its timeouts takes at most, in milliseconds. */
function longest({ client }: Scenario): number {
  const { timeoutMs = usualTimeoutMs, failover, calls, pauseMs } = client;
  return calls * ((failover ? usualAttempts : 1) * timeoutMs + pauseMs);
}
