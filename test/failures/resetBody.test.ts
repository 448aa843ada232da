import assert from "node:assert/strict";
import { test } from "node:test";
import { checkCut, testFailure, waitsOf } from "../support/failure.js";

testFailure({
  control: { failMode: "resetBody" },
  takesMs: 49,
  check: checkCut("ECONNRESET"),
});

test("the reset waits until the client has read what it got", async () => {
  assert.deepEqual(await waitsOf({ failMode: "resetBody" }), [50]);
});
