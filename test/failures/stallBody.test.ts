import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkCut, testFailure, waitsOf } from "../support/failure.js";

const stallMs = 80;

testFailure({
  control: { failMode: "stallBody", stallMs },
  takesMs: stallMs - 1,
  check: checkCut("FIN"),
});

describe("a stalled body is held", () => {
  for (const [name, control, waits] of [
    ["30 s where nothing is said", {}, [30_000]],
    ["for stallMs", { stallMs: 1234, failAfterBytes: 0 }, [1234]],
  ] as const) {
    test(name, async () => {
      assert.deepEqual(await waitsOf({ failMode: "stallBody", ...control }), waits);
    });
  }
});
