/** What the test runner shows of a failed assertion. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { excerptOf } from "../scripts/test/excerpt.js";

function failureOf(act: () => void): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error("it does not fail");
}

const table = Array.from({ length: 200 }, (_, at) => [`field ${String(at)}`, "a".repeat(90)]);

describe("of a failure is shown", () => {
  test("the one row that a long table lacks, and not the table", () => {
    const without = table.filter((_, at) => at !== 100);
    const lines = excerptOf(failureOf(() => assert.deepEqual(without, table)));
    assert.deepEqual(lines[0], "- expected  + actual");
    assert.deepEqual(
      lines.filter((line) => /^[-+] .*field/.test(line)).map((line) => line.slice(0, 20).trim()),
      ["-     'field 100',"],
    );
    assert.ok(lines.length <= 8, lines.join("\n"));
  });

  test("the line in which two texts differ", () => {
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

  test("at most 20 lines, and how many more there are", () => {
    const lines = excerptOf(failureOf(() => assert.deepEqual([], table)));
    assert.equal(lines.length, 20);
    assert.match(lines[19]!, /^\.\.\. and \d+ more lines$/);
  });

  test("a long line by its start", () => {
    const [line = ""] = excerptOf(new Error("x".repeat(100_000)));
    assert.equal(line.length, 403);
  });

  test("the message that the test has given, and the regular expression that does not match", () => {
    const [words] = excerptOf(failureOf(() => assert.equal(1, 2, "in its own words")));
    assert.equal(words, "in its own words");
    const [line] = excerptOf(failureOf(() => assert.match("abc", /x/)));
    assert.equal(line, "The input did not match the regular expression /x/. Input:");
  });

  test("both of two values that print alike", () => {
    const [line] = excerptOf(failureOf(() => assert.equal({ a: 1 }, { a: 1 })));
    assert.match(line ?? "", /reference-equal/);
  });

  test("another error with its name and its causes", () => {
    const error = new TypeError("fetch failed", { cause: new Error("refused") });
    assert.deepEqual(excerptOf(error), ["TypeError: fetch failed", "caused by Error: refused"]);
    assert.deepEqual(excerptOf("a string"), ["a string"]);
    assert.deepEqual(excerptOf(undefined), ["undefined"]);
  });
});
