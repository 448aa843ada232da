/** What makes a build outdated. */
import assert from "node:assert/strict";
import { appendFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { isBuilt, noteBuild } from "../scripts/package/buildStamp.js";
import { inFolder } from "./generation/support/protos.js";

const files = {
  "package.json": "{}",
  "package-lock.json": "{}",
  "tsconfig.json": "{}",
  "scripts/package/build.ts": "",
  "scripts/package/builtins.ts": "",
  "scripts/package/bundle.ts": "",
  "scripts/package/declarations.ts": "",
  "scripts/package/generatedTypes.ts": "",
  "scripts/package/jsonTypes.ts": "",
  "scripts/package/protobufTypes.ts": "",
  "scripts/package/statements.ts": "",
  "src/a/b.ts": "b",
  "src/c.ts": "c",
  "gen/d.ts": "d",
  "dist/e.cjs": "e",
};

type Change = (path: (name: string) => string) => void;

const changes: readonly (readonly [cause: string, change: Change])[] = [
  ["a source", (path) => appendFileSync(path("src/a/b.ts"), "x")],
  ["a removed source", (path) => rmSync(path("src/c.ts"))],
  ["a new source", (path) => writeFileSync(path("src/new.ts"), "")],
  ["a generated file", (path) => appendFileSync(path("gen/d.ts"), "x")],
  ["a package's version", (path) => writeFileSync(path("package-lock.json"), "{ }")],
  ["the build script", (path) => appendFileSync(path("scripts/package/bundle.ts"), "x")],
  ["the output", (path) => appendFileSync(path("dist/e.cjs"), "x")],
  ["a missing dist/", (path) => rmSync(path("dist"), { recursive: true })],
  ["missing packages", (path) => rmSync(path("node_modules"), { recursive: true })],
  [
    "a line that moved from one source to the next",
    (path) => {
      writeFileSync(path("src/a/b.ts"), "");
      writeFileSync(path("src/c.ts"), "bc");
    },
  ],
];

describe("a build", () => {
  for (const [cause, change] of changes) {
    test(`is outdated by ${cause}`, () =>
      inFolder(files, (root) => {
        noteBuild(root);
        assert.ok(isBuilt(root));
        change((name) => join(root, name));
        assert.ok(!isBuilt(root));
      }));
  }

  test("is outdated at first, and up to date as long as no content changes", () =>
    inFolder(files, (root) => {
      assert.ok(!isBuilt(root));
      noteBuild(root);
      utimesSync(join(root, "src/c.ts"), 0, 0);
      assert.ok(isBuilt(root));
    }));
});
