/** Small projects to bump, with protos and a grants policy made up for a test. */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { runBump } from "../../../scripts/bump/command.js";
import type { Report } from "../../../scripts/bump/report.js";
import { GenerationError, staleness, type Generate } from "../../../scripts/generate/generation.js";
import { policy, type Rule } from "../../../scripts/generate/grants.js";
import { readTree, type Tree } from "../../../scripts/tree.js";
import { generateHere } from "./generateHere.js";
import { binaries, inFolder, root, runIn, writeFiles, type Files, type Outcome } from "./protos.js";

/** A project in a temporary folder. */
export interface Project {
  readonly folder: string;
  /** Does what `npm run bump` does. `input` is protos, or a value for `--from`. */
  readonly bump: (input: Files | string, ...flags: readonly string[]) => Promise<Outcome>;
  /** Does what `npm run generate` does. */
  readonly generate: () => Promise<Outcome>;
  /** Does what `npm run check:generated` does. */
  readonly check: () => Promise<Outcome>;
  /** Runs a command of an installed package. */
  readonly run: (program: string, ...args: readonly string[]) => Promise<Outcome>;
  /** All files of `proto/` and `gen/`. */
  readonly tree: () => Tree;
  readonly source: () => string;
  /** The files left in the temporary folder, except tsx's cache. */
  readonly leftovers: () => string[];
}

/** Made-up protos and a policy, in place of the project's own. */
export interface Made {
  readonly protos: Files;
  readonly policy: readonly Rule[];
}

type Commands = Pick<Project, "bump" | "generate" | "check">;

const written = ["proto", "gen"];

/**
 * Runs `use` on a copy of this project whose commands, and buf's plugins, run in this process. With
 * `made`, its `gen/` contains one outdated file.
 */
export function inProject(use: (project: Project) => Promise<void>, made?: Made): Promise<void> {
  return inCopy(use, made, (project, parent) => {
    for (const part of ["scripts", "node_modules"]) {
      symlinkSync(join(root, part), join(project.folder, part));
    }
    return commandsHere(project, parent, made?.policy ?? policy);
  });
}

/** The same, but commands and plugins run as programs, as a user starts them. */
export function inRealProject(
  use: (project: Project) => Promise<void>,
  made?: Made,
): Promise<void> {
  return inCopy(use, made, ({ folder, run }, parent) => {
    cpSync(join(root, "scripts"), join(folder, "scripts"), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    if (made !== undefined) writePolicy(folder, made.policy);
    const inputOf = inputWriter(parent);
    return {
      bump: async (input, ...flags) =>
        run("tsx", "scripts/bump/main.ts", "--from", await inputOf(input), ...flags),
      generate: () => run("buf", "generate"),
      check: () => run("tsx", "scripts/checks/checkGenerated.ts"),
    };
  });
}

type Bare = Omit<Project, keyof Commands>;

function inCopy(
  use: (project: Project) => Promise<void>,
  made: Made | undefined,
  commandsOf: (project: Bare, parent: string) => Commands,
): Promise<void> {
  return inFolder({}, async (parent) => {
    const folder = join(parent, "project");
    mkdirSync(folder);
    for (const part of ["buf.yaml", "buf.gen.yaml", "package.json"]) {
      cpSync(join(root, part), join(folder, part));
    }
    if (made === undefined) {
      for (const part of written) cpSync(join(root, part), join(folder, part), { recursive: true });
    } else {
      await writeFiles(join(folder, "proto"), { SOURCE: "revision: 1.0.0\n", ...made.protos });
      await writeFiles(join(folder, "gen"), { "old.ts": "// from an older protocol\n" });
    }
    const project = openProject(folder, parent);
    await use({ ...project, ...commandsOf(project, parent) });
  });
}

function openProject(folder: string, parent: string): Bare {
  const temporary = temporaryFolder(parent);
  mkdirSync(temporary);
  const PATH = [binaries, process.env["PATH"]].join(delimiter);
  return {
    folder,
    run: (program, ...args) => runIn(folder, program, args, { PATH, TMPDIR: temporary }),
    tree: () =>
      new Map(
        written.flatMap((part) =>
          [...readTree(join(folder, part))].map(([path, text]): [string, string] => [
            `${part}/${path}`,
            text,
          ]),
        ),
      ),
    leftovers: () => readdirSync(temporary).filter((name) => !name.startsWith("tsx-")),
    source: () => readFileSync(join(folder, "proto", "SOURCE"), "utf8"),
  };
}

function commandsHere({ folder }: Bare, parent: string, policy: readonly Rule[]): Commands {
  const generate = generateHere(policy);
  const inputOf = inputWriter(parent);
  return {
    bump: async (input, ...flags) => {
      const args = ["--from", await inputOf(input), ...flags];
      return runHere(parent, (print, printError) =>
        runBump(args, { root: folder, policy, generate, print, printError }),
      );
    },
    generate: () =>
      runHere(parent, async (_print, printError) => {
        const problem = await generationIn(folder, generate);
        if (problem !== undefined) printError(problem);
        return problem === undefined ? 0 : 1;
      }),
    check: () =>
      runHere(parent, async (_print, printError) => {
        const problem = await staleness(folder, generate);
        if (problem !== undefined) printError(`${problem}\n`);
        return problem === undefined ? 0 : 1;
      }),
  };
}

async function generationIn(folder: string, generate: Generate): Promise<string | undefined> {
  try {
    await generate(folder, folder);
    return undefined;
  } catch (error) {
    if (error instanceof GenerationError) return error.message;
    throw error;
  }
}

type Print = (text: string) => void;

/** Runs a command in this process, with the project's temporary folder. */
async function runHere(
  parent: string,
  command: (print: Print, printError: Print) => Promise<number>,
): Promise<Outcome> {
  let stdout = "";
  let stderr = "";
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = temporaryFolder(parent);
  try {
    const status = await command(
      (text) => (stdout += text),
      (text) => (stderr += text),
    );
    return { status, stdout, stderr };
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
}

function temporaryFolder(parent: string): string {
  return join(parent, "tmp");
}

/** Writes protos next to the project as an input, and returns the input's name. */
function inputWriter(parent: string): (input: Files | string) => Promise<string> {
  let inputs = 0;
  return async (input) => {
    if (typeof input === "string") return input;
    inputs += 1;
    await writeFiles(join(parent, `input${String(inputs)}`), input);
    return `../input${String(inputs)}`;
  };
}

/** The report of a run with `--json`. */
export function reportOf({ stdout, stderr }: Outcome): Report {
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as Report;
}

/** Replaces all rules of the policy. */
function writePolicy(folder: string, rules: readonly Rule[]): void {
  const path = join(folder, "scripts", "generate", "grants.ts");
  const source = readFileSync(path, "utf8");
  const head = "export const policy: readonly Rule[] = ";
  const at = source.indexOf(head);
  if (at < 0) throw new Error(`${path} does not contain: ${head}`);
  writeFileSync(path, `${source.slice(0, at)}${head}${JSON.stringify(rules)};\n`);
}

/** Asserts that the project is unchanged, and that no temporary files are left. */
export function assertUntouched(project: Project, before: Tree): void {
  assert.deepEqual(project.tree(), before);
  assert.deepEqual(project.leftovers(), []);
}
