/** Runs test runners in a user's project, with one row of the matrix per file. */
import { existsSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { transform } from "esbuild";
import type { Project } from "./project.js";

/** The moments at which a test may fake time. */
const moments = ["before the import", "before startMock", "before the call"] as const;

/** How the package is used: the runner, the environment, and how it is loaded. */
export interface Setup {
  readonly runner: "Vitest" | "Jest" | "node:test" | "Sinon";
  readonly environment: "node" | "jsdom" | "happy-dom";
  readonly pool?: "vmThreads";
  readonly load: "import" | "require";
  /** What the mock waits with, per moment: Node's timers, or the timers of sockets. */
  readonly waitsOn: Readonly<Record<(typeof moments)[number], "timers" | "sockets">>;
}

interface Row {
  readonly title: string;
  /** Its path in the project. */
  readonly file: string;
  /** The file's text as an ES module. */
  readonly source: string;
}

/** The failure of each row's file; `undefined` if it passed. */
type Failures = ReadonlyMap<string, string | undefined>;

/** The longest that a row may take, in milliseconds. */
const limitMs = 30_000;

/** The rows of a setup. */
export function rowsOf(setup: Setup): readonly Row[] {
  const fileOf = (name: string): string =>
    `${folderOf(setup)}/${name}.test.${isCommonJs(setup) ? "cjs" : "mjs"}`;
  const rows = moments.map((moment) => {
    const waitsOn = setup.waitsOn[moment];
    const row = JSON.stringify({ moment, waitsOn, hasSdk: setup.environment === "node" });
    return {
      title: `time is faked ${moment}: waits on ${waitsOn}`,
      file: fileOf(moment.replaceAll(" ", "-")),
      source: `import { row } from "./row.mjs";\nrow(${row});\n`,
    };
  });
  if (setup.runner !== "Sinon") return rows;
  const title = "process.nextTick is faked as well: startMock rejects";
  return [...rows, { title, file: fileOf("next-tick"), source: fixture("refusal.mjs") }];
}

/** Runs the rows of setups with the same runner and the same way to load the package. */
export async function runSetups(project: Project, setups: readonly Setup[]): Promise<Failures> {
  for (const setup of setups) await writeSetup(project, setup);
  switch (setups[0]!.runner) {
    case "Vitest":
      return runVitest(project, setups);
    case "Jest":
      return runJest(project, setups);
    default:
      return runFiles(project, setups);
  }
}

function folderOf({ runner, environment, pool, load }: Setup): string {
  const words = [runner.replace(":", ""), environment, pool, load];
  return words.filter((word) => word !== undefined).join("-");
}

/** Whether the rows' own files are CommonJS, which Vitest does not run. */
function isCommonJs({ runner, load }: Setup): boolean {
  return load === "require" && runner !== "Vitest";
}

/** Writes a setup's files, in its module system. */
async function writeSetup(project: Project, setup: Setup): Promise<void> {
  const clock = setup.runner.replace(":test", "").toLowerCase();
  const load = setup.load === "require" && !isCommonJs(setup) ? "require" : "import";
  const sources = {
    "client.mjs": fixture("client.mjs"),
    "use.mjs": fixture("use.mjs"),
    "row.mjs": fixture("row.mjs"),
    "clock.mjs": fixture(`clocks/${clock}.mjs`),
    "load.mjs": fixture(`loads/${load}.mjs`),
  };
  const files = [
    ...Object.entries(sources).map(([name, source]) => [`${folderOf(setup)}/${name}`, source]),
    ...rowsOf(setup).map(({ file, source }) => [file, source]),
  ] as [string, string][];
  for (const [file, source] of files) {
    if (!isCommonJs(setup)) project.write(file, source);
    else project.write(file.replace(/\.mjs$/, ".cjs"), await toCommonJs(source));
  }
}

async function toCommonJs(source: string): Promise<string> {
  const { code } = await transform(source.replaceAll('.mjs"', '.cjs"'), {
    format: "cjs",
    platform: "node",
    supported: { "dynamic-import": false },
  });
  return code;
}

function fixture(name: string): string {
  return readFileSync(`test/package/fixtures/${name}`, "utf8");
}

async function runVitest(project: Project, setups: readonly Setup[]): Promise<Failures> {
  const projects = setups.map((setup) => {
    const { environment, pool } = setup;
    const name = folderOf(setup);
    return { test: { name, environment, pool, include: [`${name}/*.test.mjs`] } };
  });
  const { load } = setups[0]!;
  const config = `vitest.${load}.config.mjs`;
  project.write(config, `export default ${JSON.stringify({ test: { projects } })};\n`);
  const results = `vitest.${load}.json`;
  const args = ["run", "--config", config, `--testTimeout=${String(limitMs)}`];
  args.push("--reporter=json", `--outputFile=${results}`);
  return runWithResults(project, ["node_modules/vitest/vitest.mjs", ...args], results);
}

async function runJest(project: Project, setups: readonly Setup[]): Promise<Failures> {
  const projects = setups.map((setup) => {
    const { environment } = setup;
    return {
      displayName: folderOf(setup),
      testEnvironment: environment === "happy-dom" ? "@happy-dom/jest-environment" : environment,
      testMatch: [`<rootDir>/${folderOf(setup)}/*.test.?js`],
      transform: {},
      cacheDirectory: "<rootDir>/cache",
    };
  });
  const { load } = setups[0]!;
  const config = `jest.${load}.config.json`;
  project.write(config, JSON.stringify({ projects, testTimeout: limitMs, watchman: false }));
  const results = `jest.${load}.json`;
  const flags = load === "import" ? ["--experimental-vm-modules"] : [];
  const args = ["--config", config, "--json", `--outputFile=${results}`];
  return runWithResults(project, [...flags, "node_modules/jest/bin/jest.js", ...args], results);
}

/** The results that both Vitest and Jest write. */
interface Results {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    /** Why the file could not run. */
    readonly message: string;
    readonly assertionResults: readonly { readonly failureMessages: readonly string[] }[];
  }[];
}

async function runWithResults(
  project: Project,
  args: readonly string[],
  results: string,
): Promise<Failures> {
  // The exit status only says that some row failed. The results say which.
  const output = await project.run(process.execPath, args).catch(outputOf);
  if (!existsSync(project.path(results))) throw new Error(`no results:\n${output}`);
  const { testResults } = JSON.parse(project.read(results)) as Results;
  return new Map(
    testResults.map(({ name, status, message, assertionResults }) => {
      const messages = assertionResults.flatMap(({ failureMessages }) => failureMessages);
      const failure = messages.join("\n") || message || output;
      return [relative(project.path(""), name), status === "passed" ? undefined : failure];
    }),
  );
}

/** Runs each row in its own process, all rows of a setup at the same time. */
async function runFiles(project: Project, setups: readonly Setup[]): Promise<Failures> {
  const failures = new Map<string, string | undefined>();
  for (const setup of setups) {
    const runs = rowsOf(setup).map(async ({ file }) => {
      const run = project.run(process.execPath, ["--test-reporter=spec", file]);
      failures.set(file, await run.then(() => undefined, outputOf));
    });
    await Promise.all(runs);
  }
  return failures;
}

/** The output of a command that failed, or that was killed because it took too long. */
function outputOf(error: unknown): string {
  const { message, stdout, signal } = error as Error & { stdout: string; signal: string | null };
  return [...(signal === null ? [] : [`killed by ${signal}`]), stdout, message].join("\n");
}
