/** Says whether `dist/` is up to date, so that an install and a test can share a build. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readTree } from "../tree.js";

/** The folders that a build reads or writes, and the files that it reads. */
const folders = ["src", "gen", "dist"];
const files = [
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "scripts/package/build.ts",
  "scripts/package/builtins.ts",
  "scripts/package/bundle.ts",
  "scripts/package/declarations.ts",
  "scripts/package/generatedTypes.ts",
  "scripts/package/jsonTypes.ts",
  "scripts/package/protobufTypes.ts",
  "scripts/package/statements.ts",
];

/** In `node_modules`, so that removing the packages invalidates the build. */
const stamp = "node_modules/.cache/livekit-mock/build";

/** Whether `root` has been built, and neither sources nor output have changed since. */
export function isBuilt(root: string): boolean {
  const path = join(root, stamp);
  return existsSync(path) && readFileSync(path, "utf8") === digest(root);
}

/** Records that the project in `root` has just been built. */
export function noteBuild(root: string): void {
  const path = join(root, stamp);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, digest(root));
}

function digest(root: string): string {
  const hash = createHash("sha256");
  const add = (path: string, text: string): void => {
    hash.update(`${path}\0${String(text.length)}\0${text}`);
  };
  for (const path of files) add(path, readFileSync(join(root, path), "utf8"));
  for (const folder of folders) {
    const path = join(root, folder);
    const tree = existsSync(path) ? [...readTree(path)] : [];
    for (const [name, text] of tree.sort(([one], [other]) => (one < other ? -1 : 1))) {
      add(`${folder}/${name}`, text);
    }
  }
  return hash.digest("hex");
}
