/** The command line of `npm run conformance`. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { readCatalogue } from "./catalogue.js";
import { UsageError } from "./errors.js";
import { install, requireTools } from "./install.js";
import { readFailing } from "./known.js";
import { renderPage } from "./markdown.js";
import { choose, readOptions, type Options } from "./options.js";
import { progress } from "./progress.js";
import { merge, readResults, renderResults, resultsOf, type SdkResults } from "./results.js";
import { run, type Subject } from "./run.js";
import type { Scenario } from "./scenario.js";
import { sdks } from "./sdks.js";
import { renderTable, unexpected, type Standings } from "./table.js";

const folder = "conformance";
const pages = { markdown: "conformance.md", json: "conformance.json" } as const;

async function subjectsOf({ sdks, driver }: Options): Promise<Subject[]> {
  if (driver.length > 0) {
    const name = basename(driver.at(-1)!).replace(/[^a-z0-9]+/gi, "-");
    return [{ name, command: { words: driver, cwd: process.cwd() } }];
  }
  requireTools(sdks);
  const folders = { drivers: join(folder, "drivers"), cache: join(folder, ".cache") };
  const subjects: Subject[] = [];
  for (const sdk of sdks) {
    subjects.push({ name: sdk.name, command: await install(sdk, folders, tell) });
  }
  return subjects;
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

function failingOf(name: string, scenarios: readonly Scenario[]) {
  return readFailing(join(folder, "known-failing", `${name}.yaml`), scenarios);
}

/** The two files of a page, from what was observed and what the page had before. */
function render(before: string, fresh: readonly SdkResults[]): Map<string, string> {
  const groups = readCatalogue(join(folder, "scenarios"));
  const scenarios = groups.flatMap((group) => group.scenarios);
  const names = scenarios.map(({ name }) => name);
  const order = sdks.map(({ name }) => name);
  const results = merge(readResults(join(before, pages.json)), fresh, names, order);
  const failing = new Map(results.map(({ name }) => [name, failingOf(name, scenarios)]));
  return new Map([
    [pages.markdown, renderPage({ groups, results, failing })],
    [pages.json, renderResults(results)],
  ]);
}

/** The lines of `docs/` that are not what was observed. */
function outdated(fresh: readonly SdkResults[]): string[] {
  return [...render("docs", fresh)].flatMap(([file, text]) => {
    const path = join("docs", file);
    const had = readFileSync(path, "utf8").split("\n");
    const wanted = new Set(text.split("\n"));
    const gone = had.filter((line) => !wanted.has(line));
    const come = [...wanted].filter((line) => !had.includes(line));
    return [
      ...gone.map((line) => `${path}: - ${line}`),
      ...come.map((line) => `${path}: + ${line}`),
    ];
  });
}

async function main(): Promise<number> {
  const options = await readOptions(process.argv.slice(2));
  const all = readCatalogue(join(folder, "scenarios")).flatMap(({ scenarios }) => scenarios);
  const chosen = choose(options.scenarios, all);
  const subjects = await subjectsOf(options);
  const { onVerdict, end } = progress(subjects.length * chosen.length, process.stderr);
  const columns = await run(subjects, chosen, { jobs: options.jobs, onVerdict }).finally(end);
  const standings = columns.map((column): Standings => {
    return { column, failing: failingOf(column.subject.name, all) };
  });
  process.stdout.write(renderTable(chosen, standings));
  const fresh = columns.map(resultsOf);
  if (options.out !== undefined) {
    mkdirSync(options.out, { recursive: true });
    for (const [file, text] of render(options.out, fresh)) {
      writeFileSync(join(options.out, file), text);
    }
  }
  const stale = options.check ? outdated(fresh) : [];
  if (stale.length > 0) {
    tell([...stale, "npm run conformance -- --out docs brings docs/ up to date"].join("\n"));
  }
  return unexpected(chosen, standings).length + stale.length > 0 ? 1 : 0;
}

for (const [signal, status] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  process.once(signal, () => process.exit(status));
}
try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  tell(error.message);
  process.exitCode = 2;
}
