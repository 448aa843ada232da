/** The built package uses no globals that users' tests may replace. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { Linter } from "eslint";

/** Globals that test runners fake, or that browser environments lack or take from another realm. */
const replaced = [
  ...["setTimeout", "setImmediate", "setInterval", "queueMicrotask"],
  ...["clearTimeout", "clearImmediate", "clearInterval"],
  ...["TextEncoder", "TextDecoder", "crypto", "performance"],
];

const linter = new Linter();
const rules: Linter.RulesRecord = {
  "no-restricted-globals": [
    "error",
    { globals: replaced, checkGlobalObject: true, globalObjects: ["global"] },
  ],
  "no-restricted-properties": ["error", { object: "process", property: "nextTick" }],
};

/** Each place where code uses one of these globals, or `process.nextTick`. */
function findUses(code: string, sourceType: "script" | "module" = "script"): string[] {
  const languageOptions = { sourceType, globals: { global: "readonly" } } as const;
  const lines = code.split("\n");
  return linter
    .verify(code, [{ languageOptions, rules, linterOptions: { noInlineConfig: true } }])
    .map(({ line, column, message, fatal }) => {
      const at = column - 1;
      return fatal === true ? message : lines[line - 1]!.slice(Math.max(0, at - 40), at + 40);
    });
}

describe("the check finds", () => {
  for (const code of [
    "setTimeout(go, 1);",
    "typeof crypto;",
    "const late = () => new TextEncoder();",
    "const { now } = performance;",
    "globalThis.TextEncoder;",
    "global['setImmediate'];",
    "process.nextTick(go);",
    "const { nextTick } = process;",
    "{ const crypto = 1; } crypto.subtle;",
  ]) {
    test(code, () => {
      assert.equal(findUses(code).length, 1);
    });
  }

  test("code that it cannot parse", () => {
    assert.match(findUses("(").join(), /^Parsing error/);
  });
});

test("the check accepts names that are not globals", () => {
  const code = `
    const { setTimeout, setImmediate: soon } = require("node:timers");
    var crypto = require("node:crypto").webcrypto;
    function use(performance) { return [setTimeout, soon, crypto, performance.now()]; }
    module.exports = { queueMicrotask: use, TextEncoder: require("node:util").TextEncoder };
  `;
  assert.deepEqual(findUses(code), []);
});

describe("uses none of these globals:", () => {
  for (const file of readdirSync("dist").filter((name) => /\.[cm]js$/.test(name))) {
    test(`dist/${file}`, () => {
      const code = readFileSync(`dist/${file}`, "utf8");
      assert.deepEqual(findUses(code, file.endsWith(".mjs") ? "module" : "script"), []);
    });
  }
});
