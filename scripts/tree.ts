/** Folders as maps from a file's path to its text, and temporary folders. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export type Tree = ReadonlyMap<string, string>;

/** Reads all files below a folder; the paths are relative to it. */
export function readTree(root: string): Tree {
  const files = readdirSync(root, { recursive: true, withFileTypes: true });
  return new Map(
    files
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [path.slice(root.length + 1), readFileSync(path, "utf8")];
      }),
  );
}

/** The sorted paths at which two trees differ. */
export function differences(left: Tree, right: Tree): string[] {
  const paths = new Set([...left.keys(), ...right.keys()]);
  return [...paths].filter((path) => left.get(path) !== right.get(path)).sort();
}

/** Makes a folder equal to the tree. Files that already match are not touched. */
export function writeTree(root: string, tree: Tree): void {
  for (const path of differences(readTree(root), tree)) {
    const target = join(root, path);
    const text = tree.get(path);
    if (text === undefined) {
      rmSync(target);
    } else {
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
  }
}

/** Runs `use` with a new folder, and removes the folder even if that fails. */
export async function inTemporaryFolder<T>(
  use: (folder: string) => T | Promise<T>,
  parent = tmpdir(),
): Promise<T> {
  const folder = mkdtempSync(join(parent, "livekit-mock-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
