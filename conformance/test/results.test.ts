/** What was observed, as it is kept, and the files that show it. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import type { Failing } from "../runner/known.js";
import { outdated, writePages } from "../runner/pages.js";
import { merge, readResults, renderResults } from "../runner/results.js";
import { inTemporaryFolder } from "./support/folder.js";
import {
  failing,
  fail,
  first,
  fourth,
  groups,
  kept,
  lacking,
  node,
  own,
  pass,
  scenarios,
  second,
  third,
} from "./support/results.js";

describe("results", () => {
  test("come back from their file", async () => {
    await inTemporaryFolder((folder) => {
      const path = join(folder, "a.json");
      writeFileSync(path, renderResults([node, own]));
      assert.deepEqual(readResults(path), [node, own]);
    });
    assert.deepEqual(readResults("no-such-file.json"), []);
  });

  for (const text of ["", "{", '{"sdks":{}}', '{"sdks":[{"name":"a"}]}']) {
    test(`are refused if their file has ${text === "" ? "nothing" : text}`, async () => {
      await inTemporaryFolder((folder) => {
        const path = join(folder, "a.json");
        writeFileSync(path, text);
        assert.throws(() => readResults(path), /^UsageError: .*a\.json holds no results of a conf/);
      });
    });
  }

  test("take the place of old ones, scenario by scenario, for the same version", () => {
    const fresh = { ...node, verdicts: kept(undefined, pass) };
    assert.deepEqual(merge([node], [fresh], scenarios, ["node"]), [
      { ...node, verdicts: kept(fail, pass, pass, lacking) },
    ]);
  });

  test("of another version take the place of all, and what is no scenario goes", () => {
    const gone = { "group/gone": { of: "", ...pass } };
    const fresh = { ...node, version: "2.0.0", verdicts: { ...gone, ...kept(undefined, pass) } };
    assert.deepEqual(merge([node], [fresh], scenarios, ["node"]), [
      { ...node, version: "2.0.0", verdicts: kept(undefined, pass) },
    ]);
  });

  test("of a scenario that has changed since are left out", () => {
    const changed = [first, { ...second, expect: { ok: {} } }, third, { ...fourth, why: "So." }];
    assert.deepEqual(merge([node], [], changed, ["node"]), [
      { ...node, verdicts: kept(fail, undefined, pass, lacking) },
    ]);
  });

  test("come in the order of the SDKs, those of others behind", () => {
    const python = { ...node, name: "python" };
    assert.deepEqual(
      merge([own, python], [node], scenarios, ["node", "python"]).map(({ name }) => name),
      ["node", "python", "my-sdk"],
    );
  });
});

describe("the files of a page", () => {
  const failingOf = (): readonly Failing[] => failing;

  test("are written, and are then up to date", async () => {
    await inTemporaryFolder((folder) => {
      const out = join(folder, "new");
      writePages(out, [node], groups, failingOf);
      assert.deepEqual(readResults(join(out, "conformance/results.json")), [node]);
      assert.deepEqual(outdated(out, [node], groups, failingOf), []);
      assert.deepEqual(outdated(out, [], groups, failingOf), []);
    });
  });

  test("link to CONTRIBUTING.md from wherever they are", async () => {
    await inTemporaryFolder((folder) => {
      const out = join(folder, "deep/down");
      writePages(out, [node], groups, failingOf);
      const page = readFileSync(join(out, "conformance.md"), "utf8");
      const [, link = ""] = /\[CONTRIBUTING\]\((.*)#conformance\)/.exec(page) ?? [];
      assert.equal(resolve(out, link), resolve("CONTRIBUTING.md"));
    });
  });

  test("are outdated if something else was observed, and say what", async () => {
    await inTemporaryFolder((folder) => {
      writePages(folder, [node], groups, failingOf);
      const fresh = { ...node, verdicts: kept(undefined, undefined, fail) };
      const lines = outdated(folder, [fresh], groups, failingOf);
      assert.ok(
        lines.some((line) => /scenarios\.md: \+ \| \[third passes\].*\*\*✗\*\*/.test(line)),
      );
      assert.ok(
        lines.some((line) => line.includes('conformance/results.json: - "group/third-passes"')),
      );
    });
  });

  test("are outdated if their lines are in another order", async () => {
    await inTemporaryFolder((folder) => {
      writePages(folder, [node], groups, failingOf);
      const path = join(folder, "conformance.md");
      const lines = readFileSync(path, "utf8").split("\n");
      writeFileSync(path, [...lines.slice(1), lines[0]].join("\n"));
      assert.deepEqual(outdated(folder, [], groups, failingOf), [
        `${path}: its lines are in another order`,
      ]);
    });
  });

  test("are refused if they cannot be read or written", async () => {
    await inTemporaryFolder((folder) => {
      assert.throws(() => outdated(folder, [node], groups, failingOf), /^UsageError: .*ENOENT/);
      const file = join(folder, "file");
      writeFileSync(file, "");
      assert.throws(() => {
        writePages(file, [node], groups, failingOf);
      }, /^UsageError: --out .*EEXIST/);
    });
  });
});
