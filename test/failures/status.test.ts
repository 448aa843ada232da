import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { seeFailure, testFailure } from "../support/failure.js";
import { startTestMock } from "../support/mock.js";

testFailure({
  control: { failMode: "status" },
  check: ({ start, headers, body, end }) => {
    assert.equal(start, "HTTP/1.1 503 Service Unavailable");
    assert.equal(headers["content-type"], "application/json");
    assert.equal(headers["x-lk-mock-region"], "");
    assert.equal(headers["retry-after"], undefined);
    assert.equal(body.toString(), '{"code":"unavailable","msg":"mock failure (status 503)"}');
    assert.equal(end, "open");
  },
});

describe("a Twirp error", async () => {
  const mock = await startTestMock();

  test("has the message and the meta of the control", async () => {
    const { body } = await seeFailure(mock, {
      failMessage: "caf\u00e9 is closed",
      failMeta: { a: "1", ["__proto__"]: "x", b: "\n" },
    });
    assert.equal(
      body.toString(),
      '{"code":"unavailable","msg":"caf\u00e9 is closed","meta":{"a":"1","__proto__":"x","b":"\\n"}}',
    );
  });

  test("has the content type of the control", async () => {
    const failContentType = "application/json; charset=utf-8";
    const { headers, body } = await seeFailure(mock, { failContentType });
    assert.equal(headers["content-type"], failContentType);
    assert.equal(body.toString(), '{"code":"unavailable","msg":"mock failure (status 503)"}');
  });

  for (const [given, sent] of [
    [0, "0"],
    [120, "120"],
    ["Mon, 23 Nov 2026 15:00:00 GMT", "Mon, 23 Nov 2026 15:00:00 GMT"],
  ] as const) {
    test(`has the Retry-After ${sent}`, async () => {
      const { headers } = await seeFailure(mock, { failStatus: 429, retryAfter: given });
      assert.equal(headers["retry-after"], sent);
    });
  }

  for (const given of ["soon", "120", -1, true]) {
    test(`has no Retry-After of ${String(given)}`, async () => {
      const { headers } = await seeFailure(mock, { retryAfter: given });
      assert.equal(headers["retry-after"], undefined);
      assert.match(headers["x-lk-mock-warning"]!, /^X-Lk-Mock\.retryAfter: /);
    });
  }
});
