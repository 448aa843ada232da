/** Bumps of small projects, from protos and a grants policy made up for a test. */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Report } from "../../../scripts/bump/report.js";
import { readTree, type Tree } from "../../../scripts/tree.js";
import { binaries, inFolder, root, runIn, writeFiles, type Files, type Outcome } from "./protos.js";

/** A project in a folder of its own. */
export interface Project {
  readonly folder: string;
  /** Runs `npm run bump` from `input`: protos, or what `--from` takes. */
  readonly bump: (input: Files | string, ...flags: readonly string[]) => Promise<Outcome>;
  /** Runs a program of the project's packages. */
  readonly run: (program: string, ...args: readonly string[]) => Promise<Outcome>;
  /** Every file of `proto/` and `gen/`. */
  readonly tree: () => Tree;
  readonly source: () => string;
  /** What was left in the folder for temporary files; tsx keeps a cache of its own there. */
  readonly leftIn: () => string[];
}

const written = ["proto", "gen"];

/**
 * Runs `use` on a copy of this project. With other protos and another policy, what is in `gen/` is
 * a file that nothing makes any more.
 */
export function inProject(
  use: (project: Project) => Promise<void>,
  made?: { readonly protos: Files; readonly policy: string },
): Promise<void> {
  return inFolder({}, async (parent) => {
    const folder = join(parent, "project");
    mkdirSync(folder);
    for (const part of ["scripts", "buf.yaml", "buf.gen.yaml", "package.json"]) {
      cpSync(join(root, part), join(folder, part), { recursive: true });
    }
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    if (made === undefined) {
      for (const part of written) cpSync(join(root, part), join(folder, part), { recursive: true });
    } else {
      await writeFiles(join(folder, "proto"), { SOURCE: "revision: 1.0.0\n", ...made.protos });
      await writeFiles(join(folder, "gen"), { "old.ts": "// from an older protocol\n" });
      writePolicy(folder, made.policy);
    }
    await use(openProject(folder, parent));
  });
}

function openProject(folder: string, parent: string): Project {
  const temporary = join(parent, "tmp");
  mkdirSync(temporary);
  const PATH = [binaries, process.env["PATH"]].join(delimiter);
  const run: Project["run"] = (program, ...args) =>
    runIn(folder, program, args, { PATH, TMPDIR: temporary });
  let inputs = 0;
  return {
    folder,
    run,
    bump: async (input, ...flags) => {
      let from = input;
      if (typeof from !== "string") {
        inputs += 1;
        await writeFiles(join(parent, `input${String(inputs)}`), from);
        from = `../input${String(inputs)}`;
      }
      return run("tsx", "scripts/bump/main.ts", "--from", from, ...flags);
    },
    tree: () =>
      new Map(
        written.flatMap((part) =>
          [...readTree(join(folder, part))].map(([path, text]): [string, string] => [
            `${part}/${path}`,
            text,
          ]),
        ),
      ),
    leftIn: () => readdirSync(temporary).filter((name) => !name.startsWith("tsx-")),
    source: () => readFileSync(join(folder, "proto", "SOURCE"), "utf8"),
  };
}

/** The report of a run with `--json`. */
export function reportOf({ stdout, stderr }: Outcome): Report {
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as Report;
}

/** Puts the rules of `policy`, in the policy's own words, in place of all that there are. */
export function writePolicy(folder: string, policy: string): void {
  const path = join(folder, "scripts", "protoc-gen-livekit-mock", "grants.ts");
  const source = readFileSync(path, "utf8");
  const head = "export const policy: readonly Rule[] = [\n";
  const at = source.indexOf(head);
  if (at < 0) throw new Error("the policy is not where it was");
  writeFileSync(path, `${source.slice(0, at)}${head}${policy}\n];\n`);
}

/** Asserts that the files are as they were, and that nothing was left elsewhere. */
export function assertUntouched(project: Project, before: Tree): void {
  assert.deepEqual(project.tree(), before);
  assert.deepEqual(project.leftIn(), []);
}
