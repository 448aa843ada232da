/** The command line of `npm run conformance`. */
import { join } from "node:path";
import { readCatalogue } from "./catalogue.js";
import { runCommand } from "./command.js";
import { UsageError } from "./errors.js";
import { install, versionsOf } from "./install.js";
import { readFailing } from "./known.js";
import { choose, readOptions, type Options } from "./options.js";
import { outdated, writePages, type FailingOf } from "./pages.js";
import { progress } from "./progress.js";
import { resultsOf } from "./results.js";
import { run, type Column, type Subject } from "./run.js";
import type { Scenario } from "./scenario.js";
import { sdks as knownSdks } from "./sdks.js";
import { renderTable, standingsOf, unexpected } from "./table.js";

const folder = "conformance";
/** The folder of the report that the project keeps. */
const kept = "docs";

async function subjectsOf({ sdks, driver }: Options): Promise<Subject[]> {
  if (driver.length > 0) return [{ command: { words: driver, cwd: process.cwd() } }];
  const versions = versionsOf(sdks);
  const folders = { drivers: join(folder, "drivers"), cache: join(folder, ".cache") };
  const subjects: Subject[] = [];
  for (const sdk of sdks) {
    subjects.push({ name: sdk.name, command: await install(sdk, versions, folders, tell) });
  }
  return subjects;
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** A driver of your own cannot have the name of one of the project's SDKs. */
function refuseTaken(columns: readonly Column[], { driver }: Options): void {
  const taken = columns.find(({ name }) => knownSdks.some((sdk) => sdk.name === name));
  if (driver.length === 0 || taken === undefined) return;
  throw new UsageError(`the driver calls its SDK ${taken.name}, as one of the project's is called`);
}

/** Runs the scenarios through each subject; nothing runs if there is none. */
async function runAll(
  subjects: readonly Subject[],
  scenarios: readonly Scenario[],
  options: Options,
): Promise<Column[]> {
  if (subjects.length === 0) return [];
  const { onVerdict, end } = progress(subjects.length * scenarios.length, process.stderr);
  const columns = await run(subjects, scenarios, { jobs: options.jobs, onVerdict }).finally(end);
  refuseTaken(columns, options);
  return columns;
}

async function main(): Promise<number> {
  const options = await readOptions(process.argv.slice(2));
  const groups = readCatalogue(join(folder, "scenarios"));
  const scenarios = groups.flatMap((group) => group.scenarios);
  const failingOf: FailingOf = (name) =>
    readFailing(join(folder, "known-failing", `${name}.yaml`), scenarios);
  const chosen = choose(options.scenarios, scenarios);
  const subjects = await subjectsOf(options);
  const columns = await runAll(subjects, chosen, options);
  const all = columns.map((column) => standingsOf(column, chosen, failingOf(column.name)));
  if (all.length > 0) process.stdout.write(renderTable(all));
  const fresh = columns.map(resultsOf);
  if (options.out !== undefined) writePages(options.out, fresh, groups, failingOf);
  const stale = options.check ? outdated(kept, fresh, groups, failingOf) : [];
  if (stale.length > 0) {
    tell([...stale, `npm run conformance -- --out ${kept} brings the pages up to date`].join("\n"));
  }
  return unexpected(all).length + stale.length > 0 ? 1 : 0;
}

await runCommand(main, tell);
