import assert from "node:assert/strict";
import { test } from "node:test";
import { seeFailure, testFailure } from "../support/failure.js";
import { startTestMock } from "../support/mock.js";

testFailure({
  control: { failMode: "empty" },
  check: ({ start, headers, body, end }, truth) => {
    assert.equal(start, "HTTP/1.1 200 OK");
    assert.equal(headers["content-type"], truth.headers["content-type"]);
    assert.equal(headers["content-length"], "0");
    assert.equal(headers["x-lk-mock-region"], "");
    assert.deepEqual([body.length, end], [0, "open"]);
  },
});

test("an empty response has the status and the Retry-After of the control", async () => {
  const mock = await startTestMock();
  const control = { failMode: "empty", failStatus: 503, retryAfter: 0 };
  const { start, headers, body } = await seeFailure(mock, control);
  assert.deepEqual([start, body.length], ["HTTP/1.1 503 Service Unavailable", 0]);
  assert.equal(headers["retry-after"], "0");
});
