import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkCut, seeFailure, testFailure } from "../support/failure.js";
import { startTestMock } from "../support/mock.js";
import { brief } from "../support/brief.js";

testFailure({
  control: { failMode: "truncate" },
  check: checkCut("FIN"),
});

describe("failAfterBytes", async () => {
  const mock = await startTestMock();
  // {"sid":"MOCK_SID","enabledCodecs":[{}]}
  const length = 39;
  for (const [given, passed] of [
    [0, 0],
    [1, 1],
    [length - 1, length - 1],
    [length, length - 1],
    [1e9, length - 1],
  ] as const) {
    test(`${String(given)} of ${String(length)} lets ${String(passed)} through`, async () => {
      const seen = await seeFailure(mock, { failMode: "truncate", failAfterBytes: given });
      assert.equal(seen.headers["content-length"], String(length));
      assert.equal(seen.body.length, passed);
      const finding = `failAfterBytes outOfRange: ${String(given)}`;
      assert.equal(brief(seen.headers["x-lk-mock-warning"] ?? ""), given < length ? "" : finding);
    });
  }
});
