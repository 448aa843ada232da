import assert from "node:assert/strict";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import type { Socket } from "node:net";
import { describe, test } from "node:test";
import { WatchedClock } from "../support/clock.js";
import {
  checkNothing,
  bytesOf,
  see,
  seeOnce,
  testFailure,
  variants,
  waitsOf,
} from "../support/failure.js";
import { startTestMock } from "../support/mock.js";
import { openRaw } from "../support/raw.js";

const stallMs = 80;

testFailure({
  control: { failMode: "refuseUpload", stallMs },
  takesMs: stallMs - 1,
  check: checkNothing("FIN"),
});

describe("an upload that is refused", async () => {
  const mock = await startTestMock();
  const port = mock.ports[0]!;
  const path = "POST /twirp/livekit.RoomService/CreateRoom HTTP/1.1\r\nHost: a\r\n";
  const control = `X-Lk-Mock: ${JSON.stringify({ failRegions: [0], failMode: "refuseUpload", stallMs })}\r\n`;

  test("needs no token", async () => {
    const { start, end } = await seeOnce(port, `${path}${control}Content-Length: 2\r\n\r\n{}`);
    assert.deepEqual([start, end], ["", "FIN"]);
  });

  test("gets no 100 Continue", async () => {
    const head = `${path}${control}Content-Length: 2\r\nExpect: 100-continue\r\n\r\n`;
    const { start, body, end } = await seeOnce(port, head);
    assert.deepEqual([start, body.length, end], ["", 0, "FIN"]);
  });

  test("is not read", async () => {
    const connection = openRaw(port);
    const size = 64 * 1024 * 1024;
    connection.socket.write(`${path}${control}Content-Length: ${String(size)}\r\n\r\n`);
    // What the systems of both sides take is less than half of it.
    for (let at = 0; at < 64; at++) connection.socket.write(Buffer.alloc(1024 * 1024));
    await connection.ended;
    assert.equal(connection.received(), "");
    assert.ok(connection.socket.writableLength > size / 2);
  });

  test("is not read by a byte once its head is there", async () => {
    const clock = new WatchedClock();
    const own = await startTestMock({ clock });
    const sockets: Socket[] = [];
    const take = (message: unknown): void => {
      sockets.push((message as { readonly socket: Socket }).socket);
    };
    subscribe("net.server.socket", take);
    const connection = openRaw(own.ports[0]!);
    const begun = once(clock, "begin");
    const head = `${path}${control}Content-Length: 1000000\r\n\r\n`;
    connection.socket.write(head);
    await begun;
    unsubscribe("net.server.socket", take);
    connection.socket.write(Buffer.alloc(1_000_000));
    await connection.ended;
    assert.deepEqual(
      sockets.map(({ bytesRead }) => bytesRead),
      [head.length],
    );
  });

  test("is held for delayMs and stallMs", async () => {
    const waits = await waitsOf({ failMode: "refuseUpload", delayMs: 5, stallMs: 7 });
    assert.deepEqual(waits, [5, 7]);
  });

  test("is refused before it is known to be too large", async () => {
    const small = await startTestMock({ maxBody: 1 });
    const control = { failRegions: [0], failMode: "refuseUpload", stallMs: 1 };
    const { start } = await seeOnce(small.ports[0]!, bytesOf(variants[0]!, control));
    assert.equal(start, "");
  });

  test("is an error instead if strict mode has one", async () => {
    const control = { failRegions: [0], failMode: "refuseUpload", strict: true, oops: 1 };
    const { start } = await seeOnce(port, bytesOf(variants[0]!, control));
    assert.equal(start, "HTTP/1.1 400 Bad Request");
  });
});

test("a client that waits for 100 Continue gets it if nothing is refused", async () => {
  const mock = await startTestMock();
  const connection = openRaw(mock.ports[0]!);
  const call = bytesOf(variants[0]!, {}, ["Expect: 100-continue"]);
  connection.socket.write(call.slice(0, -2));
  await connection.until(/^HTTP\/1\.1 100 Continue\r\n\r\n$/);
  const { start, body } = await see(connection, "{}");
  assert.equal(start, "HTTP/1.1 200 OK");
  assert.equal(body.toString(), '{"sid":"MOCK_SID","enabledCodecs":[{}]}');
  connection.socket.destroy();
});
