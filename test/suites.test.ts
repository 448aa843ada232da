/** No test file is left out, and each suite runs where it should. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { filesOf, processesFor, suites } from "../scripts/test/suites.js";

const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as {
  readonly scripts: Readonly<Record<string, string>>;
};
const written = ["conformance/test", "test"].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => join(folder, name)),
);

describe("the suites", () => {
  test("contain every test file", () => {
    const files = new Set(Object.keys(suites).flatMap((suite) => filesOf(suite, [])));
    assert.deepEqual([...files].sort(), written.sort());
  });

  test("are npm scripts, and `npm run check` runs all but the quick and weekly ones", () => {
    const nameOf = (suite: string): string => (suite === "mock" ? "test" : `test:${suite}`);
    for (const suite of Object.keys(suites)) {
      assert.equal(scripts[nameOf(suite)], `tsx scripts/test/main.ts ${suite}`);
    }
    const run = scripts["check"]!.split(" && ").map((line) => line.replace(/^npm (run )?/, ""));
    const missing = Object.keys(suites).filter((suite) => !run.includes(nameOf(suite)));
    assert.deepEqual(missing, ["quick", "runtimes", "soak"]);
    assert.match(readFileSync(".ci/run", "utf8"), /^npm run check$/m);
    const weekly = readFileSync(".github/workflows/weekly.yml", "utf8");
    assert.match(weekly, /run: npm run test:soak$/m);
    assert.match(weekly, /run: npm run test:runtimes$/m);
  });

  test("are in CONTRIBUTING.md, with when to run each and how long it takes", () => {
    const lines = readFileSync("CONTRIBUTING.md", "utf8").split("\n");
    for (const suite of Object.keys(suites)) {
      const command = `\`npm ${suite === "mock" ? "test" : `run test:${suite}`}\``;
      const row = lines.find(
        (line) => line.startsWith(`| ${command} | `) && / \d+ (s|min) \|$/.test(line),
      );
      assert.ok(row !== undefined, `add a row for ${command} below "## Test it"`);
    }
  });

  test("are searched by words: first the given suite, then the others", () => {
    assert.deepEqual(filesOf("mock", ["test/cors", "stall.test"]), [
      "test/failures/stall.test.ts",
      "test/cors.test.ts",
    ]);
    assert.deepEqual(filesOf("mock", ["leaks"]), ["test/alone/leaks.test.ts"]);
    assert.deepEqual(filesOf("mock", ["bumpStops"]), ["test/generation/bumpStops.test.ts"]);
    assert.deepEqual(filesOf("mock", ["leaks", "bumpStops", "no such file"]), [
      "test/alone/leaks.test.ts",
      "test/generation/bumpStops.test.ts",
    ]);
    assert.deepEqual(filesOf("mock", ["no such file"]), []);
  });

  test("give each file of test/alone/ its own process, and let the others share", () => {
    const files = filesOf("mock", []);
    const processes = processesFor(files, 3);
    assert.deepEqual(processes.flat().sort(), [...files].sort());
    const shared = processes.filter((group) => group.some((file) => dirname(file) === "test"));
    assert.equal(shared.length, 3);
    assert.ok(shared.flat().every((file) => dirname(file) !== "test/alone"));
    assert.deepEqual(processesFor(["test/cors.test.ts"], 3), [["test/cors.test.ts"]]);
  });
});
