import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema, type FileDescriptorProto } from "@bufbuild/protobuf/wkt";

const buf = resolve("node_modules/.bin/buf");

/** Writes files into a new folder, hands it to `use`, and removes it. */
export function inFolder<T>(
  files: Readonly<Record<string, string>>,
  use: (folder: string) => T,
): T {
  const folder = mkdtempSync(join(tmpdir(), "livekit-mock-test-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The descriptors of a folder of protos, imports first. */
export function compileFolder(folder: string): FileDescriptorProto[] {
  const args = ["build", "--as-file-descriptor-set", "--exclude-source-info", "-o", "-"];
  const bytes = execFileSync(buf, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  return fromBinary(FileDescriptorSetSchema, bytes).file;
}

/** The descriptors of protos by their paths. */
export function compile(files: Readonly<Record<string, string>>): FileDescriptorProto[] {
  return inFolder(files, compileFolder);
}

/** What `buf format` would change of these files: nothing where they are formatted. */
export function formatDiff(files: Readonly<Record<string, string>>): string {
  return inFolder(files, (folder) =>
    execFileSync(buf, ["format", "--diff"], { cwd: folder }).toString(),
  );
}
