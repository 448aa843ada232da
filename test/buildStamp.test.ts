/** When a build is made again. */
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
  "scripts/package/protobufTypes.ts": "",
  "src/a/b.ts": "b",
  "src/c.ts": "c",
  "gen/d.ts": "d",
  "dist/e.cjs": "e",
};

type Change = (path: (name: string) => string) => void;

const changes: readonly (readonly [of: string, change: Change])[] = [
  ["a source", (path) => appendFileSync(path("src/a/b.ts"), "x")],
  ["a source that is gone", (path) => rmSync(path("src/c.ts"))],
  ["a source that is new", (path) => writeFileSync(path("src/new.ts"), "")],
  ["a generated file", (path) => appendFileSync(path("gen/d.ts"), "x")],
  ["the version of a package", (path) => writeFileSync(path("package-lock.json"), "{ }")],
  ["the build itself", (path) => appendFileSync(path("scripts/package/bundle.ts"), "x")],
  ["what was built", (path) => appendFileSync(path("dist/e.cjs"), "x")],
  ["dist/, which is gone", (path) => rmSync(path("dist"), { recursive: true })],
  ["the packages, which are gone", (path) => rmSync(path("node_modules"), { recursive: true })],
  [
    "a line that has moved from one source to the next",
    (path) => {
      writeFileSync(path("src/a/b.ts"), "");
      writeFileSync(path("src/c.ts"), "bc");
    },
  ],
];

describe("a build", () => {
  for (const [of, change] of changes) {
    test(`is made again for ${of}`, () =>
      inFolder(files, (root) => {
        noteBuild(root);
        assert.ok(isBuilt(root));
        change((name) => join(root, name));
        assert.ok(!isBuilt(root));
      }));
  }

  test("is made if there was none, and serves as long as no content changes", () =>
    inFolder(files, (root) => {
      assert.ok(!isBuilt(root));
      noteBuild(root);
      utimesSync(join(root, "src/c.ts"), 0, 0);
      assert.ok(isBuilt(root));
    }));
});
