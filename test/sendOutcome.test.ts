import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { describe, test } from "node:test";
import { wait } from "../src/server/wait.js";
import { instantClock, WatchedClock } from "./support/clock.js";
import { bytesOf, seeOnce, variants } from "./support/failure.js";
import { startTestMock } from "./support/mock.js";
import { exchange, openRaw } from "./support/raw.js";
import { headOf } from "./support/signal.js";

const clock = instantClock();
const mock = await startTestMock({ clock });
const port = mock.ports[0]!;
const variant = variants[0]!;

describe("a HEAD request", () => {
  const headOnly = (control: object): string =>
    bytesOf(variant, control, ["Connection: close"]).replace(/^POST/, "HEAD");

  for (const failMode of ["trickle", "truncate", "contentType"]) {
    test(`gets the head of ${failMode}, and no wait for a body`, async () => {
      const from = clock.waits.length;
      const answer = await exchange(port, headOnly({ failRegions: [0], failMode }));
      assert.match(answer, /^HTTP\/1\.1 200 OK\r\n[^]*\r\nContent-Length: 39\r\n/);
      assert.ok(answer.endsWith("\r\n\r\n"));
      assert.deepEqual(clock.waits.slice(from), []);
    });
  }
});

describe("a response in which a client cannot see the cut", async () => {
  const { ports } = await startTestMock();
  const stallMs = 20;
  const list = (method: string, regionsStatus: number, failMode: string): string => {
    const control = { regionsStatus, discovery: { failMode, stallMs } };
    return headOf([
      `${method} /settings/regions HTTP/1.1`,
      "Host: a",
      `X-Lk-Mock: ${JSON.stringify(control)}`,
    ]);
  };
  const call = (failMode: string): string =>
    bytesOf(variant, { failRegions: [0], failMode, stallMs }).replace(/^POST/, "HEAD");

  for (const [failMode, how] of [
    ["truncate", "FIN"],
    ["resetBody", "ECONNRESET"],
    ["stallBody", "FIN"],
  ] as const) {
    for (const [name, sent, length] of [
      ["HEAD of a call", call(failMode), "39"],
      ["HEAD of a list without a body", list("HEAD", 404, failMode), "1"],
      ["204", list("GET", 204, failMode), undefined],
      ["304", list("GET", 304, failMode), undefined],
    ] as const) {
      test(`says that the connection ends: ${name} with ${failMode}`, async () => {
        const { headers, body, end } = await seeOnce(ports[0]!, sent);
        const { connection, "content-length": promised } = headers;
        assert.deepEqual([connection, promised, body.length, end], ["close", length, 0, how]);
      });
    }
  }

  test("does not say so with closeIdle, which is to surprise", async () => {
    const { headers, end } = await seeOnce(ports[0]!, call("closeIdle"));
    assert.deepEqual([headers["connection"], end], ["keep-alive", "FIN"]);
  });
});

test("a connection that its client wants closed is not held by closeIdle", async () => {
  const from = clock.waits.length;
  const control = { failRegions: [0], failMode: "closeIdle", stallMs: 600_000 };
  const { start, end } = await seeOnce(port, bytesOf(variant, control, ["Connection: close"]));
  assert.deepEqual([start, end], ["HTTP/1.1 200 OK", "open"]);
  assert.deepEqual(clock.waits.slice(from), []);
});

describe("a status without a body", () => {
  for (const failStatus of [204, 304]) {
    for (const failMode of ["status", "html", "garbage", "empty"]) {
      test(`${String(failStatus)} by ${failMode} is the end of the response`, async () => {
        const connection = openRaw(port);
        const control = { failRegions: [0], failMode, failStatus };
        connection.socket.write(bytesOf(variant, control) + bytesOf(variant, { id: "next" }));
        const answers = await connection.until(/X-Lk-Mock-Id: next[^]*\}$/);
        assert.match(
          answers,
          new RegExp(`^HTTP/1\\.1 ${String(failStatus)} [^]*?\r\n\r\nHTTP/1\\.1 200 OK`),
        );
        connection.socket.destroy();
      });
    }
  }
});

test("a wait ends at once for a client that has left before", async () => {
  const server = createServer({ allowHalfOpen: true }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = openRaw((server.address() as AddressInfo).port);
  const [socket] = (await once(server, "connection")) as [Socket];
  const ended = once(socket.resume(), "end");
  client.socket.end();
  await ended;
  assert.equal(await wait(new WatchedClock(), 600_000, socket), false);
  assert.ok(socket.destroyed);
  server.close();
});
