/** What the bump asks of buf. */
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
  /** The file, where it is still there. */
  readonly file?: string;
  readonly message: string;
}

/**
 * Builds any input of `buf build` without `exclude` (paths inside the input); these come in all the
 * same where another file imports them. `cwd` is where a relative input starts.
 */
export function buildInput(
  cwd: string,
  input: string,
  exclude: readonly string[],
): Promise<FileDescriptorSet> {
  // In a folder the paths start where the folder's own path does, in anything else inside it.
  const within = folderOf(cwd, input)?.name ?? "";
  const excluded = exclude.flatMap((path) => ["--exclude-path", join(within, path)]);
  return build(cwd, publicInput(input), [input, ...excluded]);
}

/** Builds the protos of the project in `cwd`; `called` is how an error calls them. */
export function buildProject(cwd: string, called: string): Promise<FileDescriptorSet> {
  return build(cwd, called, ["."]);
}

function build(cwd: string, called: string, args: readonly string[]): Promise<FileDescriptorSet> {
  return inTemporaryFolder((folder) => {
    const image = join(folder, "image.binpb");
    const flags = ["--as-file-descriptor-set", "--exclude-source-info", "--output", image];
    const { status, output } = runBuf(cwd, ["build", ...args, ...flags]);
    if (status !== 0) throw new BumpError(`${called} does not build:\n${output}${hint(output)}`);
    return fromBinary(FileDescriptorSetSchema, readFileSync(image));
  });
}

/** What `buf breaking` says of the project in `cwd` beside the one in `against`. */
export function breaking(cwd: string, against: string): Breaking[] {
  const args = ["breaking", ".", "--against", against, "--error-format", "json"];
  const { status, stdout, output } = runBuf(cwd, args);
  const lines = stdout.split("\n").filter((line) => line !== "");
  // It ends with 100 where it found something.
  if (status !== 0 && status !== 100) throw new BumpError(`buf breaking fails:\n${output}`);
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
    // An image may come on the standard input, as `-`.
    stdio: ["inherit", "pipe", "pipe"],
    maxBuffer: 2 ** 28,
  });
  if (error !== undefined) throw new BumpError(`buf does not run: ${error.message}`);
  return { status, stdout, output: `${stderr}${stdout}`.trim() };
}

/** LiveKit's files import each other from their own folder on. */
function hint(output: string): string {
  if (!output.includes("imported file does not exist")) return "";
  return "\nIs the input the folder `protobufs` itself, or has it subdir=protobufs?";
}
