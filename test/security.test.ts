/** What docs/security.md says, beside what the tests that it names show. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { controlFields } from "../src/control/fields.js";
import type { Field } from "../src/util/fieldTypes.js";
import { maxKeyLength } from "../src/util/cache.js";
import { maxEntries, maxFields, maxLevels } from "../src/util/limits.js";
import { lingerMs, maxDiscarded } from "../src/server/linger.js";
import { flags } from "../src/settings/index.js";

const page = readFileSync("docs/security.md", "utf8");

/** The cells of a row that begins so. */
function cellsOf(start: string): string[] {
  const line = page.split("\n").find((text) => text.startsWith(`| ${start}`));
  assert.ok(line, start);
  return line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
}

describe("docs/security.md", () => {
  test("has the limits of what is decoded and kept", () => {
    const number = (value: number): string => value.toLocaleString("en");
    assert.equal(cellsOf("messages, list entries")[1], number(maxEntries));
    assert.equal(cellsOf("fields in one")[1], number(maxFields));
    assert.equal(cellsOf("levels in one")[1], number(maxLevels));
    assert.equal(
      cellsOf("what a client sends after")[1],
      `${String(lingerMs / 1000)} s, and ${String(maxDiscarded / 1024 ** 2)} MiB`,
    );
    assert.equal(maxKeyLength, 4 * 1024);
    assert.equal(flags.find(({ name }) => name === "max-body")?.default, String(16 * 1024 ** 2));
  });

  test("has the fields that a page of another site may not set", () => {
    const fields: readonly Field[] = controlFields;
    const names = fields.filter(({ sameSiteOnly }) => sameSiteOnly === true);
    const [, listed = ""] = /if its token verifies, except for ([^.]*)\./.exec(page) ?? [];
    const found = [...listed.matchAll(/`(\w+)`/g)].map(([, name]) => name);
    assert.deepEqual(found.toSorted(), names.map(({ name }) => name).toSorted());
  });

  test("names tests that are there", () => {
    const named = page.match(/`test\/[\w/]+\.test\.ts`/g) ?? [];
    assert.ok(named.length >= 8);
    for (const path of named) assert.ok(existsSync(path.slice(1, -1)), path);
  });
});
