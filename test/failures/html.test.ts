import assert from "node:assert/strict";
import { test } from "node:test";
import { seeFailure, testFailure } from "../support/failure.js";
import { startTestMock } from "../support/mock.js";

testFailure({
  control: { failMode: "html" },
  check: ({ start, headers, body, end }) => {
    assert.equal(start, "HTTP/1.1 502 Bad Gateway");
    assert.equal(headers["content-type"], "text/html");
    assert.equal(headers["x-lk-mock-region"], "");
    assert.match(body.toString(), /^<html>[^]*<h1>Error 502<\/h1>[^]*<\/html>\n$/);
    assert.equal(end, "open");
  },
});

test("a page has the status and the Retry-After of the control", async () => {
  const mock = await startTestMock();
  const retryAfter = "Mon, 23 Nov 2026 15:00:00 GMT";
  const control = { failMode: "html", failStatus: 503, retryAfter };
  const { start, headers } = await seeFailure(mock, control);
  assert.equal(start, "HTTP/1.1 503 Service Unavailable");
  assert.equal(headers["retry-after"], retryAfter);
});
