import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Caches } from "../src/util/cache.js";
import { createControlReader, type RequestControl } from "../src/control/index.js";
import { Findings } from "../src/util/findings.js";
import { createRegions } from "../src/util/region.js";
import { controlRows } from "./support/controlRows.js";
import { noToken } from "../src/token/token.js";
import { brief } from "./support/brief.js";

const regions = createRegions({ host: "http://127.0.0.1" }, [9000, 9001, 9002]);

const rules = { regions, defaultControl: {}, tokenControl: true, caches: new Caches() };

function read(headers: Readonly<Record<string, string>>): [RequestControl, string[]] {
  return readRaw(Object.entries(headers).flat());
}

function readRaw(rawHeaders: readonly string[]): [RequestControl, string[]] {
  const findings = new Findings();
  const control = createControlReader(rules)(
    { rawHeaders, token: noToken, signal: false, trust: "full", hasDefault: false },
    findings,
  );
  return [control, findings.toLines().map(brief)];
}

describe("the X-Lk-Mock object", () => {
  for (const { name, json, control, findings = [] } of controlRows) {
    test(name, () => {
      assert.deepEqual(read({ "X-Lk-Mock": json }), [control, findings]);
    });
  }

  test("the header's name is read in any case", () => {
    assert.deepEqual(read({ "x-LK-mock": '{"delayMs":1}' }), [{ delayMs: 1 }, []]);
  });

  test("the header is UTF-8", () => {
    const header = Buffer.from('{"response":{"name":"caf\u00e9"}}').toString("latin1");
    assert.deepEqual(read({ "X-Lk-Mock": header }), [{ response: { name: "caf\u00e9" } }, []]);
  });

  test("of a repeated header the first counts", () => {
    const headers = ["X-Lk-Mock", '{"delayMs":1}', "x-lk-mock", '{"delayMs":2}'];
    const finding = "x-lk-mock givenTwice";
    assert.deepEqual(readRaw(headers), [{ delayMs: 1 }, [finding]]);
  });

  test("other headers are none of its business", () => {
    assert.deepEqual(read({ "X-Lk": "{}", Accept: "*/*" }), [{}, []]);
  });

  test("a hundred thousand unknown fields are read in no time and reported in part", () => {
    const entries = Array.from({ length: 100_000 }, (_, at) => [`field${String(at)}`, at]);
    const [control, findings] = read({ "X-Lk-Mock": JSON.stringify(Object.fromEntries(entries)) });
    assert.deepEqual(control, {});
    assert.equal(findings.length, 33);
    assert.equal(findings.at(-1), "the search for findings stopped here");
  });
});
