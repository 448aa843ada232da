import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { startTestMock } from "./support/mock.js";
import { exchange, openRaw } from "./support/raw.js";
import { call, request } from "./support/call.js";

const mock = await startTestMock();
const port = mock.ports[0]!;
const mebibyte = 1024 * 1024;

describe("bytes that are no request", () => {
  const rows: readonly (readonly [name: string, bytes: string, answer: RegExp])[] = [
    ["words", "hello\r\n\r\n", /^HTTP\/1.1 400 Bad Request\r\n[^]*400 not HTTP: /],
    ["TLS", "\u0016\u0003\u0001\u0002", /^HTTP\/1.1 400 Bad Request\r\n[^]*400 not HTTP: /],
    ["a bad header", "GET / HTTP/1.1\r\nHost: a\r\nx y: 1\r\n\r\n", /^HTTP\/1.1 400 /],
    ["no Host", "GET / HTTP/1.1\r\n\r\n", /^HTTP\/1.1 400 /],
    [
      "a length that is no number",
      "POST /twirp/x HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
      /^HTTP\/1.1 400 /,
    ],
    [
      "a bad chunk",
      "POST /twirp/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
      /^HTTP\/1.1 400 /,
    ],
  ];
  for (const [name, bytes, answer] of rows) {
    test(`${name}: refused with a reason, and closed`, async () => {
      assert.match(await exchange(port, Buffer.from(bytes, "latin1")), answer);
    });
  }

  test("a client that goes in the middle of a request leaves nothing behind", async () => {
    const halves = ["GET / HT", "POST /twirp/x HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx"];
    for (const half of halves) {
      const connection = openRaw(port);
      connection.socket.end(half);
      await connection.ended;
    }
    assert.equal((await request(mock.url)).text, "ok");
  });
});

describe("headers", () => {
  const withHeaders = (bytes: number): string =>
    `GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Big: ${"a".repeat(bytes)}\r\n\r\n`;

  test("of almost a mebibyte are read", async () => {
    assert.match(await exchange(port, withHeaders(mebibyte - 100)), /^HTTP\/1.1 200 OK/);
  });

  for (const bytes of [mebibyte, 5 * mebibyte]) {
    test(`of ${String(bytes)} bytes and more are a 431 with a reason`, async () => {
      const answer = await exchange(port, withHeaders(bytes));
      assert.match(answer, /^HTTP\/1.1 431 Request Header Fields Too Large\r\n/);
      assert.match(answer, /431 over 1048576 bytes of headers\n$/);
    });
  }

  test("in thousands are read to the last", async () => {
    const many = Array.from({ length: 5000 }, (_, at) => `X-${String(at)}: 1\r\n`).join("");
    const control = 'X-Lk-Mock: {"regionsStatus":404}';
    const head = `GET /settings/regions HTTP/1.1\r\nHost: a\r\nConnection: close\r\n`;
    assert.match(await exchange(port, `${head}${many}${control}\r\n\r\n`), /^HTTP\/1.1 404 /);
  });

  test("with a control of almost a mebibyte are obeyed", async () => {
    const control = { skipAuth: true, response: { metadata: "m".repeat(mebibyte - 1000) } };
    const result = await call(mock.url, "livekit.RoomService/CreateRoom", { control });
    assert.equal(result.text.length, mebibyte - 1000 + '{"metadata":""}'.length);
  });
});

describe("a control that is hostile", () => {
  const deep = (depth: number): string => `{"a":`.repeat(depth) + "1" + "}".repeat(depth);
  const rows: readonly (readonly [name: string, text: string])[] = [
    ["deep", deep(100_000)],
    ["deep in response", `{"response":${deep(100_000)}}`],
    ["deep in a list", `{"failRegions":${"[".repeat(100_000)}${"]".repeat(100_000)}}`],
    ["with __proto__", '{"__proto__":{"skipAuth":true},"response":{"__proto__":{"sid":"x"}}}'],
    ["with NUL", '{"failMode":"\\u0000\\r\\nX-Evil: 1"}'],
    ["with a huge number", '{"delayMs":1e400,"failStatus":-1e308,"failRegions":[1e300]}'],
    ["that is half a JSON", '{"failRegions":['],
  ];
  for (const [name, text] of rows) {
    test(`${name}: answered with a warning`, async () => {
      const headers = { "X-Lk-Mock": text, "X-Lk-Mock-Skip-Auth": "true" };
      const result = await call(mock.url, "livekit.RoomService/CreateRoom", { headers });
      assert.equal(result.status, 200, result.text);
      assert.ok(result.warnings.length > 0);
      assert.equal(result.headers["x-evil"], undefined);
    });
  }
});
