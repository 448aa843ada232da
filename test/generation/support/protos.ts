import { execFile, type ExecFileException } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { create, fromBinary } from "@bufbuild/protobuf";
import {
  CodeGeneratorRequestSchema,
  FileDescriptorSetSchema,
  type CodeGeneratorRequest,
  type FileDescriptorProto,
} from "@bufbuild/protobuf/wkt";
import { buf } from "../../../scripts/generate/buf.js";
import { inTemporaryFolder } from "../../../scripts/tree.js";

export const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The commands of installed packages, such as `buf`. */
export const binaries = join(root, "node_modules", ".bin");

/** A test's files, by path. */
export type Files = Readonly<Record<string, string>>;

export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. The status is -1 if it does not start. */
export function runIn(
  cwd: string,
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  return new Promise((resolve) => {
    const env = { ...process.env, ...environment };
    const done = (error: ExecFileException | null, stdout: string, stderr: string): void => {
      const code = error?.code ?? (error === null ? 0 : -1);
      resolve({ status: typeof code === "number" ? code : -1, stdout, stderr });
    };
    execFile(command, args, { cwd, env, maxBuffer: 2 ** 26 }, done);
  });
}

/** Writes files into a new folder, runs `use` on it, and removes it even if that fails. */
export function inFolder<T>(
  files: Files,
  use: (folder: string) => T | Promise<T>,
  parent?: string,
): Promise<T> {
  return inTemporaryFolder(async (folder) => {
    await writeFiles(folder, files);
    return use(folder);
  }, parent);
}

export async function writeFiles(folder: string, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text);
  }
}

/** Compiles proto files. Returns them and the files that they import, each after its imports. */
export function buildProtos(files: Files): Promise<FileDescriptorProto[]> {
  return inFolder(files, (folder) => buildFolder(folder));
}

export function buildFolder(folder: string): Promise<FileDescriptorProto[]> {
  return inFolder({}, async (output) => {
    const image = join(output, "image.binpb");
    const flags = ["--as-file-descriptor-set", "--exclude-source-info"];
    const { status, stderr } = await runIn(folder, buf, ["build", ...flags, "--output", image]);
    if (status !== 0) throw new Error(`buf build ended with ${String(status)}: ${stderr}`);
    return fromBinary(FileDescriptorSetSchema, await readFile(image)).file;
  });
}

/** The request that `buf generate` sends to a plugin for these files. */
export async function generatorRequest(files: Files): Promise<CodeGeneratorRequest> {
  return create(CodeGeneratorRequestSchema, {
    protoFile: await buildProtos(files),
    fileToGenerate: Object.keys(files),
    parameter: "target=ts,import_extension=js",
  });
}
