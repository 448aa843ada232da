/** Requests that a client sends before it has the responses to earlier ones. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { request } from "./support/call.js";
import { begin, callWith } from "./support/invalid.js";
import { startTestMock } from "./support/mock.js";
import { exchange, openRaw } from "./support/raw.js";

describe("each of many pipelined calls gets its response", () => {
  const names = Array.from({ length: 60 }, (_, at) => `${String(at)} ${"n".repeat(30_000)}`);
  for (const over of ["TCP", "TLS"] as const) {
    test(`over ${over}, however the responses pile up`, async () => {
      const { connection } = (await begin(over)).visitor;
      for (const name of names) connection.socket.write(callWith(JSON.stringify({ name })));
      await connection.until(/"59 n+".*\}$/);
      const seen = connection.received().match(/(?<="name":")\d+ n+/g);
      assert.deepEqual(seen, names);
      connection.socket.destroy();
    });
  }
});

test("requests whose connection ends before their turn are logged in their order", async () => {
  const mock = await startTestMock();
  const asked = [
    ["GET", "/"],
    ["OPTIONS", "/settings/regions"],
    ["GET", "/nothing"],
    ["GET", "/settings/regions"],
    ["OPTIONS", "/rtc/validate"],
    ["GET", "/_test/health"],
  ] as const;
  // What answers is loaded when it is first asked for.
  for (const [, path] of asked) await request(mock.url + path);
  const lines = asked.map(
    ([method, path]) => `region-0  -          0 ms  ${method} ${path}  (the client left)`,
  );
  const from = mock.lines.length;
  const logged = asked.map(([method, path]) => mock.logged(RegExp(` - .* ${method} ${path} `)));
  const { socket } = openRaw(mock.ports[0]!);
  const heads = asked.map(
    ([method, path]) =>
      `${method} ${path} HTTP/1.1\r\nHost: a.test\r\nAccess-Control-Request-Method: GET\r\n\r\n`,
  );
  const drop = JSON.stringify({ discovery: { failMode: "drop", delayMs: 20 } });
  const dropped = `GET /settings/regions HTTP/1.1\r\nHost: a.test\r\nX-Lk-Mock: ${drop}\r\n\r\n`;
  socket.write([dropped, ...heads].join(""));
  await Promise.all(logged);
  const seen = mock.lines.slice(from).filter((line) => line.includes("the client left"));
  assert.deepEqual(
    seen.map((line) => line.replace(/ +\d+ ms/, "          0 ms")),
    lines,
  );
});

test("a request without a body is answered before what comes behind it is looked at", async () => {
  const { ports } = await startTestMock();
  for (const path of ["/", "/_mock/ready", "/nothing"]) {
    const answer = await exchange(
      ports[0]!,
      `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\nnonsense\r\n\r\n`,
    );
    assert.match(answer, /^HTTP\/1\.1 [24][^]*\r\nConnection: keep-alive\r\n/, path);
  }
});
