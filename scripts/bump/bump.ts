/**
 * Takes the project to another version of LiveKit's protocol.
 *
 * ```text
 * input --build--> descriptors --select, strip, print--> a copy of the project with a new proto/
 *       --join the policy--> questions, or --generate--> a new gen/ --> report --> the project
 * ```
 *
 * The project is written to last, once nothing can fail any more.
 */
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { join as joinNames } from "./proto/names.js";
import { printSource, readSource } from "./proto/source.js";
import type { Rule } from "../generate/grants.js";
import { isOpen } from "../generate/join.js";
import { GenerationError, type Generate } from "../generate/generation.js";
import { differences, inTemporaryFolder, readTree, writeTree, type Tree } from "../tree.js";
import { breaking, buildInput, buildProject } from "./buf.js";
import type { Change } from "./compare.js";
import { BumpError } from "./errors.js";
import { publicInput, tagOf } from "./input.js";
import { internal } from "./policy.js";
import { questionsOf } from "./questions.js";
import type { Files, Report } from "./report.js";
import { isGoogle, print, select, type Selection } from "./select.js";
import { compareVersions, versionOf } from "./version.js";

export interface BumpOptions {
  /** Folder of the project. */
  readonly root: string;
  readonly policy: readonly Rule[];
  /** Whatever `buf build` takes. */
  readonly from: string;
  /** What to call the new version; its git tag or its hash unless told. */
  readonly revision?: string;
  /** Day of the bump, as YYYY-MM-DD. */
  readonly date: string;
  /** Whether rules that match nothing are lines of the report rather than questions. */
  readonly allowUnmatched: boolean;
  /** Whether to leave the project as it is. */
  readonly dryRun: boolean;
  /** Makes the new `gen/`. */
  readonly generate: Generate;
}

/**
 * The report of a bump that is done, or, where it has questions, of one that is not. Throws a
 * `BumpError` where the input does not build, is not LiveKit's or cannot be printed.
 */
export async function bump(options: BumpOptions): Promise<Report> {
  const { root, from } = options;
  const excluded = internal.map(({ path }) => path);
  const input = (await buildInput(root, from, excluded)).file;
  const selection = select(input);
  refuseForeign(selection, options);
  const printed = print(selection, input);
  return inTemporaryFolder(async (stage) => {
    copyProject(root, stage, printed);
    const report = await reportOn(options, stage, selection);
    writeFileSync(join(stage, "proto", "SOURCE"), printSource(report.to));
    if (report.questions.length > 0) return report;
    await generateIn(stage, options.generate);
    if (options.dryRun) return report;
    for (const folder of ["proto", "gen"]) {
      writeTree(join(root, folder), readTree(join(stage, folder)));
    }
    return report;
  });
}

async function generateIn(stage: string, generate: Generate): Promise<void> {
  try {
    await generate(stage, stage);
  } catch (error) {
    if (!(error instanceof GenerationError)) throw error;
    throw new BumpError(`the generation fails:\n${error.message}`);
  }
}

async function reportOn(
  { root, policy, from, revision, date, allowUnmatched }: BumpOptions,
  stage: string,
  selection: Selection,
): Promise<Report> {
  const before = versionOf(await buildProject(root, "today's proto/"), policy);
  const after = versionOf(await buildProject(stage, "the new proto/"), policy);
  const difference = compareVersions(before, after);
  const { changes } = difference;
  const open = after.problems.filter((problem) => isOpen(problem, allowUnmatched));
  const allowed = after.problems.filter((problem) => !isOpen(problem, allowUnmatched));
  return {
    from: { ...readSource(root), ...before.size },
    to: {
      input: publicInput(from),
      revision: revision ?? tagOf(root, from) ?? hashOf(selection),
      date,
      allowUnmatched: allowed.length > 0,
      ...after.size,
    },
    ...difference,
    breaking: breaking(stage, root),
    files: compareFiles(readTree(join(root, "proto")), readTree(join(stage, "proto")), changes),
    streaming: selection.streaming,
    missing: selection.missing,
    unmatched: allowed.map(({ name }) => name),
    questions: await questionsOf({ policy, plans: after.plans, problems: open, changes }),
  };
}

/** Stops at an input that is something else than LiveKit's protocol, or needs more than is here. */
function refuseForeign({ files, google }: Selection, { root, policy, from }: BumpOptions): void {
  const services = files.flatMap((file) =>
    file.service.map(({ name }) => joinNames(file.package, name)),
  );
  if (!policy.some(({ service }) => services.includes(service))) {
    const found = services.length === 0 ? "no service" : `the services ${services.join(", ")}`;
    throw new BumpError(
      `${publicInput(from)} has ${found}, and none that the policy knows; ` +
        "is it the folder `protobufs` of LiveKit's protocol?",
    );
  }
  const lacking = google.filter((path) => !existsSync(join(root, "proto", path)));
  if (lacking.length > 0) {
    throw new BumpError(
      `${publicInput(from)} imports ${lacking.join(", ")}, which proto/google/ lacks; add it there`,
    );
  }
}

/** Makes `stage` a project like the one in `root`, with other files of LiveKit's. */
function copyProject(root: string, stage: string, protos: Tree): void {
  for (const part of ["buf.yaml", "buf.gen.yaml", "package.json"]) {
    cpSync(join(root, part), join(stage, part));
  }
  for (const part of ["scripts", "node_modules"]) symlinkSync(join(root, part), join(stage, part));
  mkdirSync(join(stage, "proto"));
  const kept = [...readTree(join(root, "proto"))].filter(([path]) => isGoogle(path));
  writeTree(join(stage, "proto"), new Map([...kept, ...protos]));
}

function hashOf({ files }: Selection): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(toBinary(FileDescriptorProtoSchema, file));
  return `sha256:${hash.digest("hex").slice(0, 12)}`;
}

function compareFiles(before: Tree, after: Tree, changes: readonly Change[]): Files {
  const paths = differences(before, after).filter((path) => path.endsWith(".proto"));
  const left = changes.flatMap(({ details }) =>
    details.filter(({ what }) => what === "file").map(({ from }) => from),
  );
  const changed = new Set([...changes.map(({ file }) => file), ...left]);
  return {
    came: paths.filter((path) => !before.has(path)),
    went: paths.filter((path) => !after.has(path)),
    rewritten: paths.filter((path) => before.has(path) && after.has(path) && !changed.has(path)),
  };
}
