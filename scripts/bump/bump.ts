/**
 * Moves the project to another version of LiveKit's protocol.
 *
 * ```text
 * input --build--> descriptors --select, strip, print--> a copy of the project with a new proto/
 *       --join the policy--> questions, or --generate--> a new gen/ --> report --> the project
 * ```
 *
 * It writes to the project last, when nothing else can fail.
 */
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { join as joinNames } from "./proto/names.js";
import { printSource, readSource } from "./proto/source.js";
import type { Rule } from "../generate/grants.js";
import { isBlocking } from "../generate/join.js";
import { GenerationError, type Generate } from "../generate/generation.js";
import { differences, inTemporaryFolder, readTree, writeTree, type Tree } from "../tree.js";
import { breaking, buildInput, buildProject } from "./buf.js";
import type { Change } from "./compare.js";
import { BumpError } from "./errors.js";
import { publicInput, tagOf } from "./input.js";
import { internal } from "./policy.js";
import { getQuestions } from "./questions.js";
import type { Files, Report } from "./report.js";
import { isGoogle, print, select, type Selection } from "./select.js";
import { compareVersions, makeVersion } from "./version.js";

export interface BumpOptions {
  /** The project's folder. */
  readonly root: string;
  readonly policy: readonly Rule[];
  /** An input of `buf build`. */
  readonly from: string;
  /** The new version's name; by default its git tag or its hash. */
  readonly revision?: string;
  /** The day of the bump, as YYYY-MM-DD. */
  readonly date: string;
  /** Whether to report rules that match nothing, instead of stopping at them. */
  readonly allowUnmatched: boolean;
  /** Whether to only report, and write nothing. */
  readonly dryRun: boolean;
  /** Generates the new `gen/`. */
  readonly generate: Generate;
}

/**
 * Bumps the project, and returns the report. If the report has questions, nothing was written. Throws
 * a `BumpError` if the input does not build, is not LiveKit's or cannot be printed.
 */
export async function bump(options: BumpOptions): Promise<Report> {
  const { root, from } = options;
  const excluded = internal.map(({ path }) => path);
  const input = (await buildInput(root, from, excluded)).file;
  const selection = select(input);
  checkInput(selection, options);
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
    throw new BumpError(`the generation failed:\n${error.message}`);
  }
}

async function reportOn(
  { root, policy, from, revision, date, allowUnmatched }: BumpOptions,
  stage: string,
  selection: Selection,
): Promise<Report> {
  const before = makeVersion(await buildProject(root, "the current proto/"), policy);
  const after = makeVersion(await buildProject(stage, "the new proto/"), policy);
  const difference = compareVersions(before, after);
  const { changes } = difference;
  const blocking = after.problems.filter((problem) => isBlocking(problem, allowUnmatched));
  const allowed = after.problems.filter((problem) => !isBlocking(problem, allowUnmatched));
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
    questions: await getQuestions({ policy, plans: after.plans, problems: blocking, changes }),
  };
}

/** Throws if the input is not LiveKit's protocol, or imports a file that `proto/google/` lacks. */
function checkInput({ files, google }: Selection, { root, policy, from }: BumpOptions): void {
  const services = files.flatMap((file) =>
    file.service.map(({ name }) => joinNames(file.package, name)),
  );
  if (!policy.some(({ service }) => services.includes(service))) {
    const list = services.length === 0 ? "none" : services.join(", ");
    throw new BumpError(
      `${publicInput(from)} has no service that the policy knows (its services: ${list}); ` +
        "is it the folder `protobufs` of LiveKit's protocol?",
    );
  }
  const missing = google.filter((path) => !existsSync(join(root, "proto", path)));
  if (missing.length > 0) {
    throw new BumpError(
      `${publicInput(from)} imports ${missing.join(", ")}, which is missing; add it to proto/google/`,
    );
  }
}

/** Makes `stage` a copy of the project in `root`, with `protos` in place of LiveKit's files. */
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
  const oldFiles = changes.flatMap(({ details }) =>
    details.filter(({ what }) => what === "file").map(({ from }) => from),
  );
  const changed = new Set([...changes.map(({ file }) => file), ...oldFiles]);
  return {
    came: paths.filter((path) => !before.has(path)),
    went: paths.filter((path) => !after.has(path)),
    rewritten: paths.filter((path) => before.has(path) && after.has(path) && !changed.has(path)),
  };
}
