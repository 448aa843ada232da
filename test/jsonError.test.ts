import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { jsonError } from "../src/util/jsonError.js";

describe("the first character that is not JSON is named:", () => {
  const rows: readonly (readonly [text: string, problem: RegExp])[] = [
    ["{bad", /invalid at character 2, "b": a name in double quotes is expected$/],
    ["{'a':1}", /at character 2, "'": a name in double quotes/],
    ['{"a" 1}', /at character 6, "1"$/],
    ['{"a":x}', /at character 6, "x"$/],
    ['{"a":1,}', /at character 8, "}": a name/],
    ['{"a":[1,2,]}', /at character 11, "]"$/],
    ['{"a":1]', /at character 7, "]"$/],
    ["{}x", /at character 3, "x"$/],
    ["{}]", /at character 3, "]"$/],
    ["[01]", /at character 3, "1"$/],
    ['{"a":"\\x"}', /at character 6, "\\""$/],
    ['{"a":\u{1f600}}', /at character 6, "\u{1f600}"$/u],
    ["", /ends too early, after character 0$/],
    ["{", /ends too early, after character 1$/],
    ['{"a":{"b":[true,null', /ends too early, after character 20$/],
  ];
  for (const [text, problem] of rows) {
    test(text, () => {
      assert.throws(() => JSON.parse(text) as unknown, SyntaxError);
      assert.match(jsonError(text), problem);
    });
  }
});
