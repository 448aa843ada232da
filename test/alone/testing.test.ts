/** How `npm test` compiles the tests, what it prints of a run, and how that ends. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { after, describe, test } from "node:test";
import { compile } from "../../scripts/test/compile.js";
import { run } from "../support/program.js";

const folder = mkdtempSync(resolve("node_modules/.cache/reported-"));
await compile(["scripts/test/reporter.ts", "test/leaving.test.ts"], folder);
const reporter = join(folder, "scripts/test/reporter.mjs");
after(() => {
  rmSync(folder, { recursive: true });
});

/** Runs files of tests, by their text, and resolves with what is printed, but for the time. */
async function report(files: Readonly<Record<string, string>>): Promise<[unknown, string]> {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const paths = Object.keys(files).map((name) => join(folder, name));
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
});

test("each test is compiled with a limit of its own", () => {
  const text = readFileSync(join(folder, "test/leaving.test.mjs"), "utf8");
  assert.match(text, /\btest\w*\("lasts at least its time"/);
  assert.match(text, /\w+\.test\(name, \{ timeout: limitMs \}, act\)/);
  assert.equal(text.match(/from "node:test"/g)?.length, 1);
});
