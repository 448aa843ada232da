/** How `npm test` compiles the tests, what it prints of a run, and how that ends. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { after, describe, test } from "node:test";
import { compile } from "../../scripts/test/compile.js";
import { run } from "../support/program.js";

const folder = mkdtempSync(resolve("node_modules/.cache/reported-"));
await compile(
  ["scripts/test/reporter.ts", "test/leaving.test.ts", "test/support/endsEarly.ts"],
  folder,
);
const reporter = join(folder, "scripts/test/reporter.mjs");
after(() => {
  rmSync(folder, { recursive: true });
});

/** Runs files of tests, by their text, and resolves with what is printed, but for the time. */
async function report(files: Readonly<Record<string, string>>): Promise<[unknown, string]> {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return reportOn(Object.keys(files));
}

async function reportOn(names: readonly string[]): Promise<[unknown, string]> {
  const paths = names.map((name) => join(folder, name));
  const program = run(process.execPath, ["--test", `--test-reporter=${reporter}`, ...paths]);
  const status = await program.ended;
  return [status, program.stdout().replace(/^in [\d.]+ s$/m, "in a time")];
}

const head = `import assert from "node:assert/strict"; import { describe, test } from "node:test";\n`;

describe("a run is reported", () => {
  test("by a dot per test and its counts", async () => {
    const tests = `for (let at = 0; at < 150; at++) test(String(at), () => {});`;
    const suite = `describe("a", () => { test("b", () => {}); test.skip("c", () => {}); });`;
    assert.deepEqual(await report({ "a.test.mjs": head + tests, "b.test.mjs": head + suite }), [
      0,
      `${".".repeat(100)}\n${".".repeat(51)}s\n\nin a time\n151 passed, 0 failed, 1 skipped\n`,
    ]);
  });

  test("with each failure, where it is, and what a file has printed", async () => {
    const text = `${head}console.log("by the way");
describe("a", () => { test("b", () => assert.equal(1, 2)); test("c", () => {}); });
`;
    const [status, printed] = await report({ "a.test.mjs": text });
    assert.equal(status, 1);
    assert.match(printed, /^X\.\n\nX a > b\n {4}- expected {2}\+ actual\n {4}- 2\n {4}\+ 1\n/);
    assert.match(printed, /\na\.test\.ts printed:\n {4}by the way\n/);
    assert.match(printed, /\nin a time\n1 passed, 1 failed\n$/);
  });

  test("with a file that does not load, and why", async () => {
    const [status, printed] = await report({ "a.test.mjs": `throw new Error("at the start");` });
    assert.equal(status, 1);
    assert.match(printed, /X a\.test\.ts\n/);
    assert.match(printed, /Error: at the start/);
    assert.match(printed, /\n0 passed, 1 failed\n$/);
  });

  test("with what a test leaves behind it", async () => {
    const text = `${head}test("a", () => { void Promise.reject(new Error("a stray")); });`;
    const [status, printed] = await report({ "a.test.mjs": text });
    assert.equal(status, 1);
    assert.match(printed, /a stray/);
  });

  test("as a failure if no test has run", async () => {
    const [status, printed] = await report({ "a.test.mjs": head });
    assert.deepEqual([status, printed], [1, "\n\nno test has run\n0 passed, 0 failed\n"]);
  });

  test("with where a test is, if its failure has no place", async () => {
    const text = `${head}test("a", () => assert.rejects(Promise.resolve()));`;
    const [status, printed] = await report({ "a.test.mjs": text });
    assert.equal(status, 1);
    assert.match(printed, /\n {4}Missing expected rejection\.\n {4}at a\.test\.ts:2:1\n/);
  });

  test("as a failure if a process ends in the middle of a test, with whatever status", async () => {
    const [status, printed] = await reportOn(["test/support/endsEarly.mjs"]);
    assert.equal(status, 1);
    assert.match(printed, /the process was ended in the middle of the first test/);
  });
});

describe("npm test ends with", () => {
  const rows: readonly (readonly [name: string, words: string[], status: RegExp, says: RegExp])[] =
    [
      ["status 0 if all is well", ["test/route.test.ts:1"], /^0$/, /\n\d+ passed, 0 failed\n$/],
      [
        "status 1 for a word that is in no path",
        ["route", "test/Wier"],
        /^1$/,
        /has "test\/Wier" in its path; did you mean wire\?/,
      ],
      ["status 1 for a flag without a value", ["route", "--x"], /^1$/, /^--x has no value/],
      [
        "status 1 if no test has such a name",
        ["route", "--test-name-pattern=nope"],
        /^1$/,
        /no test has run/,
      ],
      ["the status of node", ["route", "--nope=1"], /^[1-9]/, /--nope/],
    ];
  for (const [name, words, status, says] of rows) {
    test(name, async () => {
      const args = ["--import", "tsx", "scripts/test/main.ts", "mock", ...words];
      const program = run(process.execPath, args);
      assert.match(String(await program.ended), status);
      assert.match(program.stdout() + program.stderr(), says);
    });
  }
});

test("the tests take node:test from the module that limits them", () => {
  const text = readFileSync(join(folder, "test/leaving.test.mjs"), "utf8");
  assert.match(text, /\btest\w*\("lasts at least its time"/);
  assert.doesNotMatch(text, /"node:test"/);
});
