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
import { delimiter, join } from "node:path";
import { isBuilt } from "../buildStamp.js";
import { inTemporaryFolder } from "../tree.js";
import { compile } from "./compile.js";
import { filesOf, processesFor } from "./suites.js";

/** One process per core: Node's own default leaves a core idle. */
const parallel = availableParallelism();
const root = process.cwd();
const binaries = join(root, "node_modules/.bin");
const cache = join(root, "node_modules/.cache");
const reporter = "scripts/test/reporter.ts";

const [suite = "mock", ...rest] = process.argv.slice(2);
const flags = rest.filter((word) => word.startsWith("-"));
const words = rest.filter((word) => !word.startsWith("-"));

process.exitCode = await main();

async function main(): Promise<number> {
  const lacking = flags.find((flag) => !flag.includes("="));
  if (lacking !== undefined) {
    console.error(
      `${lacking} has no value: flags are for node --test, as --test-name-pattern=word`,
    );
    return 1;
  }
  const files = filesOf(suite, words);
  if (files.length === 0) {
    const said = words.map((word) => JSON.stringify(word)).join(", ");
    console.error(`no test file has ${said} in its path`);
    return 1;
  }
  if (!isBuilt(root)) {
    const status = await run("npm", ["run", "build"]);
    if (status !== 0) return status;
  }
  mkdirSync(cache, { recursive: true });
  return inTemporaryFolder(async (folder) => {
    await compile([...files, reporter], folder);
    const compiled = (path: string): string => join(folder, path.replace(/\.ts$/, ".mjs"));
    const programs = processesFor(files, parallel).map((group, at) => {
      const [first = "", ...more] = group.map(compiled);
      if (more.length === 0) return first;
      const program = join(folder, `group-${String(at)}.mjs`);
      writeFileSync(program, [first, ...more].map((path) => `import "${path}";\n`).join(""));
      return program;
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
  }, cache);
}

/** Runs a program to its end. A signal that ends this one is for the program, whose end is awaited. */
async function run(program: string, args: readonly string[]): Promise<number> {
  const PATH = [binaries, process.env["PATH"]].join(delimiter);
  const child = spawn(program, args, { stdio: "inherit", env: { ...process.env, PATH } });
  const ignore = (): void => undefined;
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, ignore);
  const [status] = (await once(child, "exit")) as [number | null];
  return status ?? 1;
}
