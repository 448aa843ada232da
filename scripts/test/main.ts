/**
 * The command line of `npm test` and its siblings: a suite, or words of the paths of files from any
 * suite, and flags for `node --test`.
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

/** One process per core: Node's own default leaves a core idle. */
const parallel = availableParallelism();
const root = process.cwd();
const binaries = join(root, "node_modules/.bin");
const cache = join(root, "node_modules/.cache");
const reporter = "scripts/test/reporter.ts";

const [suite = "mock", ...rest] = process.argv.slice(2);
const flags = rest.filter((word) => word.startsWith("-"));
const words = rest.filter((word) => !word.startsWith("-")).map(pathOf);

/** Whether a signal wants an end. A program that runs gets it too, and its end is awaited. */
let isOver = false;
for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    isOver = true;
  });
}

process.exitCode = await main();

async function main(): Promise<number> {
  const lacking = flags.find((flag) => !flag.includes("="));
  if (lacking !== undefined) {
    console.error(
      `${lacking} has no value: flags are for node --test, as --test-name-pattern=word`,
    );
    return 1;
  }
  const strange = words.find((word) => filesOf(suite, [word]).length === 0);
  if (strange !== undefined) {
    const names = Object.keys(suites)
      .flatMap((one) => filesOf(one, []))
      .map((file) => basename(file, ".test.ts"));
    const hint = didYouMean(nearest(basename(strange, ".test.ts"), names));
    console.error(`no test file has ${JSON.stringify(strange)} in its path${hint}`);
    return 1;
  }
  if (!isBuilt(root)) {
    const status = await run("npm", ["run", "build"]);
    if (status !== 0) return status;
  }
  mkdirSync(cache, { recursive: true });
  return inTemporaryFolder((folder) => runFiles(filesOf(suite, words), folder), cache);
}

/** The path that a word is of a file: as a shell, an editor or a stack writes it. */
function pathOf(word: string): string {
  return word
    .replace(/(:\d+){1,2}$/, "")
    .replace(`${root}/`, "")
    .replace(/^\.\//, "");
}

async function runFiles(files: readonly string[], folder: string): Promise<number> {
  if (!(await compile([...files, reporter], folder))) return 1;
  const compiled = (path: string): string => join(folder, path.replace(/\.ts$/, ".mjs"));
  const programs = processesFor(files, parallel).map((group) => {
    const [first = "", ...more] = group;
    if (more.length === 0) return compiled(first);
    const name = `${basename(first, ".test.ts")} and ${String(more.length)} more.mjs`;
    writeFileSync(join(folder, name), programOf(group.map(compiled)));
    return join(folder, name);
  });
  const given = flags.some((flag) => flag.startsWith("--test-reporter"));
  return run(process.execPath, [
    "--enable-source-maps",
    "--test",
    `--test-concurrency=${String(parallel)}`,
    ...(given ? [] : [`--test-reporter=${compiled(reporter)}`]),
    ...flags,
    ...programs,
  ]);
}

/** Code that runs several files in one process: all are loaded before a test of any of them begins. */
function programOf(files: readonly string[]): string {
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

/** Runs a program to its end, and resolves with its exit status. */
async function run(program: string, args: readonly string[]): Promise<number> {
  if (isOver) return 1;
  const PATH = [binaries, process.env["PATH"]].join(delimiter);
  const child = spawn(program, args, { stdio: "inherit", env: { ...process.env, PATH } });
  const [status] = (await once(child, "exit")) as [number | null];
  return status ?? 1;
}
