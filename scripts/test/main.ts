/**
 * The command line of `npm test` and its siblings: a suite, parts of the paths of test files (from
 * any suite), and flags for `node --test`.
 *
 *     npm test -- cors test/failures/ --test-name-pattern=preflight
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, delimiter, join } from "node:path";
import { didYouMean, nearest } from "../../src/util/nearest.js";
import { isBuilt } from "../package/buildStamp.js";
import { inTemporaryFolder } from "../tree.js";
import { compile } from "./compile.js";
import { filesOf, processesFor, suites } from "./suites.js";

const cores = availableParallelism();
const root = process.cwd();
const binaries = join(root, "node_modules/.bin");
const cache = join(root, "node_modules/.cache");
const reporter = "scripts/test/reporter.ts";

const [suite = "mock", ...rest] = process.argv.slice(2);
const flags = rest.filter((word) => word.startsWith("-"));
const words = rest.filter((word) => !word.startsWith("-")).map(normalize);

/** Whether a signal has asked to stop. The running program gets it too, and is awaited. */
let isStopping = false;
for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    isStopping = true;
  });
}

process.exitCode = await main();

async function main(): Promise<number> {
  const incomplete = flags.find((flag) => !flag.includes("="));
  if (incomplete !== undefined) {
    console.error(
      `${incomplete} has no value: flags go to node --test, and look like --test-name-pattern=word`,
    );
    return 1;
  }
  const unmatched = words.find((word) => filesOf(suite, [word]).length === 0);
  if (unmatched !== undefined) {
    const names = Object.keys(suites)
      .flatMap((one) => filesOf(one, []))
      .map((file) => basename(file, ".test.ts"));
    const hint = didYouMean(nearest(basename(unmatched, ".test.ts"), names));
    console.error(`no test file has ${JSON.stringify(unmatched)} in its path${hint}`);
    return 1;
  }
  if (!isBuilt(root)) {
    const status = await run("npm", ["run", "build"]);
    if (status !== 0) return status;
  }
  mkdirSync(cache, { recursive: true });
  return inTemporaryFolder((folder) => runFiles(filesOf(suite, words), folder), cache);
}

/** Turns a path as a shell, an editor or a stack trace writes it into one from the root. */
function normalize(word: string): string {
  return word
    .replace(/(:\d+){1,2}$/, "")
    .replace(`${root}/`, "")
    .replace(/^\.\//, "");
}

async function runFiles(files: readonly string[], folder: string): Promise<number> {
  if (!(await compile([...files, reporter], folder))) return 1;
  const compiled = (path: string): string => join(folder, path.replace(/\.ts$/, ".mjs"));
  const programs = processesFor(files, cores).map((group) => {
    const [first = "", ...more] = group;
    if (more.length === 0) return compiled(first);
    const name = `${basename(first, ".test.ts")} and ${String(more.length)} more.mjs`;
    writeFileSync(join(folder, name), printProgram(group.map(compiled)));
    return join(folder, name);
  });
  const hasReporter = flags.some((flag) => flag.startsWith("--test-reporter"));
  return run(process.execPath, [
    "--enable-source-maps",
    "--test",
    // One process more than cores, because some tests mostly wait.
    `--test-concurrency=${String(cores + 1)}`,
    ...(hasReporter ? [] : [`--test-reporter=${compiled(reporter)}`]),
    ...flags,
    ...programs,
  ]);
}

/** Code that runs several files in one process. It loads all of them before the first test starts. */
function printProgram(files: readonly string[]): string {
  return `import { test } from "node:test";
const load = async () => {
  for (const file of ${JSON.stringify(files)}) {
    await import(file).catch((error) => {
      console.error(error);
      process.exitCode = 1;
    });
  }
};
const loaded = load();
test("${String(files.length)} files are loaded", () => loaded);
`;
}

/** Runs a program, and resolves with its exit status. */
async function run(program: string, args: readonly string[]): Promise<number> {
  if (isStopping) return 1;
  const PATH = [binaries, process.env["PATH"]].join(delimiter);
  const child = spawn(program, args, { stdio: "inherit", env: { ...process.env, PATH } });
  const [status] = (await once(child, "exit")) as [number | null];
  return status ?? 1;
}
