import assert from "node:assert/strict";
import { test } from "node:test";
import { seeFailure, testFailure } from "../support/failure.js";
import { startTestMock } from "../support/mock.js";

testFailure({
  control: { failMode: "contentType" },
  check: (seen, { start, headers, body, end }) => {
    const type = `${headers["content-type"]!}; charset=utf-8`;
    assert.deepEqual(seen.headers, { ...headers, "content-type": type });
    assert.deepEqual([seen.start, seen.body, seen.end], [start, body, end]);
  },
});

test("the content type is that of failContentType", async () => {
  const mock = await startTestMock();
  const control = { failMode: "contentType", failContentType: "text/plain" };
  const { headers, body } = await seeFailure(mock, control);
  assert.equal(headers["content-type"], "text/plain");
  assert.equal(body.toString(), '{"sid":"MOCK_SID","enabledCodecs":[{}]}');
});
