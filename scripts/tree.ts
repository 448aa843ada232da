/** Folders: new ones for a while, and any as maps from a file's path to its text. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export type Tree = ReadonlyMap<string, string>;

/** All files below a folder; the paths are relative to it. */
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

/** The paths at which two trees differ, in order. */
export function differences(one: Tree, other: Tree): string[] {
  const paths = new Set([...one.keys(), ...other.keys()]);
  return [...paths].filter((path) => one.get(path) !== other.get(path)).sort();
}

/** Makes a folder hold the tree; a file that is as it should be is not touched. */
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

/** Gives `use` a new folder, and removes it whatever comes of that. */
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
