/** What the test runner shows for a failed assertion. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { excerptOf } from "../scripts/test/excerpt.js";

function failureOf(act: () => void): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error("it did not fail");
}

const table = Array.from({ length: 200 }, (_, at) => [`field ${String(at)}`, "a".repeat(90)]);

describe("a failure shows", () => {
  test("the one row that a long table lacks, not the whole table", () => {
    const without = table.filter((_, at) => at !== 100);
    const lines = excerptOf(failureOf(() => assert.deepEqual(without, table)));
    assert.deepEqual(lines[0], "- expected  + actual");
    assert.deepEqual(
      lines.filter((line) => /^[-+] .*field/.test(line)).map((line) => line.slice(0, 20).trim()),
      ["-     'field 100',"],
    );
    assert.ok(lines.length <= 8, lines.join("\n"));
  });

  test("the line in which two strings differ", () => {
    const text = (middle: string): string =>
      [...table.map(([name]) => name), middle, ...table.map(([name]) => name)].join("\n");
    assert.deepEqual(excerptOf(failureOf(() => assert.equal(text("is"), text("should")))), [
      "- expected  + actual",
      "  field 199",
      "- should",
      "+ is",
      "  field 0",
    ]);
  });

  test("at most 20 lines, and how many it leaves out", () => {
    const lines = excerptOf(failureOf(() => assert.deepEqual([], table)));
    assert.equal(lines.length, 20);
    assert.match(lines[19]!, /^\.\.\. and \d+ more lines$/);
  });

  test("only the start of a long line", () => {
    const [line = ""] = excerptOf(new Error("x".repeat(100_000)));
    assert.equal(line.length, 403);
  });

  test("a message from the test, and a regular expression that does not match", () => {
    const [words] = excerptOf(failureOf(() => assert.equal(1, 2, "in its own words")));
    assert.equal(words, "in its own words");
    const [line] = excerptOf(failureOf(() => assert.match("abc", /x/)));
    assert.equal(line, "The input did not match the regular expression /x/. Input:");
  });

  test("that two values which print alike are not the same", () => {
    const [line] = excerptOf(failureOf(() => assert.equal({ a: 1 }, { a: 1 })));
    assert.match(line ?? "", /reference-equal/);
  });

  test("the name and the causes of any other error", () => {
    const error = new TypeError("fetch failed", { cause: new Error("refused") });
    assert.deepEqual(excerptOf(error), ["TypeError: fetch failed", "caused by Error: refused"]);
    assert.deepEqual(excerptOf("a string"), ["a string"]);
    assert.deepEqual(excerptOf(undefined), ["undefined"]);
  });
});
