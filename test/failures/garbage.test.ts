import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fromBinary } from "@bufbuild/protobuf";
import { methods } from "../support/methods.js";
import { seeFailure, testFailure } from "../support/failure.js";
import { startTestMock } from "../support/mock.js";

testFailure({
  control: { failMode: "garbage" },
  check: ({ start, headers, body, end }, truth) => {
    assert.equal(start, "HTTP/1.1 200 OK");
    assert.equal(headers["content-type"], truth.headers["content-type"]);
    assert.equal(headers["x-lk-mock-region"], "");
    assert.ok(body.length > 0);
    assert.throws(() => JSON.parse(body.toString()) as unknown, SyntaxError);
    assert.equal(end, "open");
  },
});

describe("garbage", async () => {
  const mock = await startTestMock();

  test("decodes as the response of no method", async () => {
    const { body } = await seeFailure(mock, { failMode: "garbage" });
    assert.throws(() => new TextDecoder("utf-8", { fatal: true }).decode(body));
    for (const { response } of methods.values()) assert.throws(() => fromBinary(response, body));
  });

  test("has the status and the Retry-After of the control", async () => {
    const control = { failMode: "garbage", failStatus: 500, retryAfter: 3 };
    const { start, headers } = await seeFailure(mock, control);
    assert.equal(start, "HTTP/1.1 500 Internal Server Error");
    assert.equal(headers["retry-after"], "3");
  });
});
