import assert from "node:assert/strict";
import { test } from "node:test";
import { testFailure, waitsOf } from "../support/failure.js";

testFailure({
  control: { failMode: "resetBody" },
  takesMs: 49,
  check: (seen, truth) => {
    const length = Math.max(1, truth.body.length);
    assert.equal(seen.start, "HTTP/1.1 200 OK");
    assert.deepEqual(seen.headers, { ...truth.headers, "content-length": String(length) });
    assert.deepEqual(seen.body, truth.body.subarray(0, Math.floor(truth.body.length / 2)));
    assert.equal(seen.end, "ECONNRESET");
  },
});

test("the reset waits until the client has read what it got", async () => {
  assert.deepEqual(await waitsOf({ failMode: "resetBody" }), [50]);
});
