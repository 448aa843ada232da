/** Selects the files of LiveKit's protocol for `proto/`, and prints them. */
import type { FileDescriptorProto } from "@bufbuild/protobuf/wkt";
import { collectExtensions } from "./proto/extensions.js";
import { printProto } from "./proto/print.js";
import type { Tree } from "../tree.js";
import { BumpError } from "./errors.js";
import { roots } from "./policy.js";
import { dropUnusedImports, strip } from "./strip.js";

export interface Selection {
  /** Sorted by name. */
  readonly files: readonly FileDescriptorProto[];
  /** Google's files that they import and that protobuf does not include. */
  readonly google: readonly string[];
  /** The paths of streaming methods, which are left out. */
  readonly streaming: readonly string[];
  /** The names of roots that the input lacks. */
  readonly missing: readonly string[];
}

/** Selects the roots, every file with a service of the API, and their imports. */
export function select(build: readonly FileDescriptorProto[]): Selection {
  const extensions = collectExtensions(build);
  const stripped = build.filter(({ name }) => !isGoogle(name)).map((f) => strip(f, extensions));
  const files = stripped.map(({ file }) => file);
  const byName = new Map(files.map((file) => [file.name, file]));
  const selected = new Set<FileDescriptorProto>();
  const google = new Set<string>();
  const take = (file: FileDescriptorProto): void => {
    if (selected.has(file)) return;
    selected.add(file);
    dropUnusedImports(file, build);
    for (const path of file.dependency) {
      const imported = byName.get(path);
      if (imported !== undefined) take(imported);
      else if (!path.startsWith("google/protobuf/")) google.add(path);
    }
  };
  for (const file of files) {
    // `strip` has already removed the services of internal files.
    if (file.service.length > 0 || roots.includes(file.name)) take(file);
  }
  return {
    files: [...selected].sort((a, b) => (a.name < b.name ? -1 : 1)),
    google: [...google].sort(),
    streaming: stripped.flatMap(({ streaming }) => streaming),
    missing: roots.filter((name) => !byName.has(name)),
  };
}

/** Prints each file. `build` is what the files were selected from. */
export function print(selection: Selection, build: readonly FileDescriptorProto[]): Tree {
  const extensions = collectExtensions(build);
  const visible = [...selection.files, ...build.filter(({ name }) => isGoogle(name))];
  const printed = selection.files.map((file): [string, string] => {
    try {
      return [file.name, printProto(file, visible, extensions)];
    } catch (error) {
      throw new BumpError(`${file.name}: ${(error as Error).message}${hint(error as Error)}`);
    }
  });
  return new Map(printed);
}

export function isGoogle(path: string): boolean {
  return path.startsWith("google/");
}

/** Tells where to list a custom option that does not affect the wire format. */
function hint({ message }: Error): string {
  const [, packageName] = /option \((.+)\.[^.]+\)$/.exec(message) ?? [];
  if (packageName === undefined) return "";
  return (
    `\nIf the options of ${packageName} do not affect the wire format, add ` +
    `${JSON.stringify(packageName)} to droppedOptionPackages in scripts/bump/policy.ts.`
  );
}
