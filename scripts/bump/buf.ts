/** Runs buf for the bump. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema, type FileDescriptorSet } from "@bufbuild/protobuf/wkt";
import { buf } from "../generate/buf.js";
import { inTemporaryFolder } from "../tree.js";
import { BumpError } from "./errors.js";
import { folderOf, publicInput } from "./input.js";

/** One finding of `buf breaking`. */
export interface Breaking {
  /** The rule, such as `FIELD_SAME_TYPE`. */
  readonly rule: string;
  /** The file; absent if it was removed. */
  readonly file?: string;
  readonly message: string;
}

/**
 * Builds any input of `buf build` without the paths in `exclude`, except for files that others
 * import. A relative input starts at `cwd`.
 */
export function buildInput(
  cwd: string,
  input: string,
  exclude: readonly string[],
): Promise<FileDescriptorSet> {
  // buf takes these paths relative to `cwd` for a folder, and relative to any other input.
  const within = folderOf(cwd, input)?.name ?? "";
  const excluded = exclude.flatMap((path) => ["--exclude-path", join(within, path)]);
  return build(cwd, publicInput(input), [input, ...excluded]);
}

/** Builds the protos of the project in `cwd`. Errors call them `label`. */
export function buildProject(cwd: string, label: string): Promise<FileDescriptorSet> {
  return build(cwd, label, ["."]);
}

function build(cwd: string, label: string, args: readonly string[]): Promise<FileDescriptorSet> {
  return inTemporaryFolder((folder) => {
    const image = join(folder, "image.binpb");
    const flags = ["--as-file-descriptor-set", "--exclude-source-info", "--output", image];
    const { status, output } = runBuf(cwd, ["build", ...args, ...flags]);
    if (status !== 0) throw new BumpError(`${label} does not build:\n${output}${hint(output)}`);
    return fromBinary(FileDescriptorSetSchema, readFileSync(image));
  });
}

/** What `buf breaking` finds in the project in `cwd`, compared with the one in `against`. */
export function breaking(cwd: string, against: string): Breaking[] {
  const args = ["breaking", ".", "--against", against, "--error-format", "json"];
  const { status, stdout, output } = runBuf(cwd, args);
  const lines = stdout.split("\n").filter((line) => line !== "");
  // Status 100 means that buf has findings.
  if (status !== 0 && status !== 100) throw new BumpError(`buf breaking failed:\n${output}`);
  return lines.map((line) => {
    const { type, path, message } = JSON.parse(line) as Record<string, string>;
    return {
      rule: type ?? "",
      ...(path !== undefined && { file: path.replace(/^proto\//, "") }),
      message: message ?? "",
    };
  });
}

function runBuf(
  cwd: string,
  args: readonly string[],
): { readonly status: number | null; readonly stdout: string; readonly output: string } {
  const { status, stdout, stderr, error } = spawnSync(buf, args, {
    cwd,
    encoding: "utf8",
    // The input `-` is an image on stdin.
    stdio: ["inherit", "pipe", "pipe"],
    maxBuffer: 2 ** 28,
  });
  if (error !== undefined) throw new BumpError(`cannot run buf: ${error.message}`);
  return { status, stdout, output: `${stderr}${stdout}`.trim() };
}

/** LiveKit's files import each other by paths relative to `protobufs`. */
function hint(output: string): string {
  if (!output.includes("imported file does not exist")) return "";
  return "\nThe input must be the folder `protobufs` itself, or have subdir=protobufs.";
}
