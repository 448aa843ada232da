import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { describe, test } from "node:test";
import { HandlerStack } from "../src/handlers/handlerStack.js";
import { readLayer } from "../src/handlers/layer.js";
import { WatchedClock } from "./support/clock.js";
import { bytesOf, variants } from "./support/failure.js";
import { startTestMock } from "./support/mock.js";
import { delayedCall, openRaw, openSecurely } from "./support/raw.js";
import { tls } from "./support/tls.js";

describe("a client that leaves during a delay", () => {
  for (const how of ["destroy", "resetAndDestroy", "end"] as const) {
    test(`by ${how} ends the wait`, async () => {
      const clock = new WatchedClock();
      const mock = await startTestMock({ clock });
      const begun = once(clock, "begin");
      const connection = openRaw(mock.ports[0]!);
      connection.socket.write(delayedCall(600_000));
      await begun;
      const ended = once(clock, "end");
      connection.socket[how]();
      await ended;
      assert.equal(clock.waiting, 0);
      assert.equal(connection.received(), "");
    });
  }

  const stalling = { failRegions: [0], failMode: "stall" };
  const rows: readonly (readonly [name: string, sent: string, line: RegExp])[] = [
    [
      "a call has no status",
      delayedCall(600_000),
      / - +\d+ ms .*CreateRoom {2}\(delayed 600000 ms; the client left\)$/,
    ],
    [
      "a call that would fail has none",
      bytesOf(variants[0]!, { failRegions: [0], delayMs: 600_000 }),
      / - +\d+ ms .*CreateRoom {2}\(.*; the client left\)$/,
    ],
    [
      "a call that would hang up has none",
      bytesOf(variants[0]!, stalling),
      / - +\d+ ms .*CreateRoom {2}\(failed: stall; the client left\)$/,
    ],
  ];
  for (const [name, sent, line] of rows) {
    test(`is in the log as one that left: ${name}`, async () => {
      const clock = new WatchedClock();
      const statuses: (number | null)[] = [];
      const told = new EventEmitter();
      const mock = await startTestMock({
        clock,
        observers: [
          {
            end: ({ status }) => {
              statuses.push(status);
              told.emit("request");
            },
          },
        ],
      });
      const connection = openRaw(mock.ports[0]!);
      const begun = once(clock, "begin");
      connection.socket.write(sent);
      await begun;
      const seen = once(told, "request");
      connection.socket.destroy();
      await seen;
      assert.match(mock.lines.at(-1)!, line);
      assert.deepEqual(statuses, [null]);
    });
  }
});

test("a client that leaves in its body is in the log without a status", async () => {
  const mock = await startTestMock();
  const connection = openRaw(mock.ports[0]!);
  const logged = mock.logged(/ - +\d+ ms .*CreateRoom {2}\(the client left\)$/);
  const head = "POST /twirp/livekit.RoomService/CreateRoom HTTP/1.1\r\nHost: a\r\n";
  connection.socket.write(`${head}Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{}`);
  await once(connection.socket, "connect");
  connection.socket.destroySoon();
  await logged;
});

for (const how of ["destroy", "end"] as const) {
  test(`a client that leaves by ${how} during a handler that never ends is in the log`, async () => {
    const called = new EventEmitter();
    const CreateRoom = (): Promise<never> => {
      called.emit("call");
      return new Promise<never>(() => undefined);
    };
    const handlers = new HandlerStack(readLayer({ RoomService: { CreateRoom } }, "handlers"));
    const mock = await startTestMock({ handlers });
    const connection = openRaw(mock.ports[0]!);
    const logged = mock.logged(/ - +\d+ ms .*CreateRoom {2}\(the client left\)$/);
    const calling = once(called, "call");
    connection.socket.write(delayedCall(0));
    await calling;
    connection.socket[how]();
    await logged;
  });
}

test("an error of a handler whose client has left is reported", async () => {
  const called = new EventEmitter();
  const CreateRoom = ({ signal }: { readonly signal: AbortSignal }): Promise<never> =>
    new Promise<never>((_resolve, reject) => {
      signal.addEventListener("abort", () => {
        reject(new Error("boom"));
      });
      called.emit("call");
    });
  const handlers = new HandlerStack(readLayer({ RoomService: { CreateRoom } }, "handlers"));
  const mock = await startTestMock({ handlers });
  const connection = openRaw(mock.ports[0]!);
  const logged = mock.logged(/^handler RoomService\/CreateRoom: Error: boom/);
  const calling = once(called, "call");
  connection.socket.write(delayedCall(0));
  await calling;
  connection.socket.destroy();
  await logged;
  assert.equal(handlers.failure()?.errors.length, 1);
});

describe("a delay", () => {
  test("lasts at least its time", async () => {
    const mock = await startTestMock();
    const connection = openRaw(mock.ports[0]!);
    const started = performance.now();
    connection.socket.write(delayedCall(300));
    await connection.until(/MOCK_SID/);
    assert.ok(performance.now() - started >= 299);
    connection.socket.destroy();
  });

  test("over the longest timer of Node does not fire at once", async () => {
    const clock = new WatchedClock();
    const mock = await startTestMock({ clock });
    const connection = openRaw(mock.ports[0]!);
    const begun = once(clock, "begin");
    connection.socket.write(delayedCall(2 ** 40));
    await begun;
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(clock.waiting, 1);
    const ended = once(clock, "end");
    await mock.close();
    await ended;
  });
});

test("closing the mock ends open requests and connections", async () => {
  const clock = new WatchedClock();
  const mock = await startTestMock({ clock, regions: 2 });
  const begun = once(clock, "begin");
  const held = openRaw(mock.ports[0]!);
  held.socket.write(delayedCall(600_000));
  await begun;
  const idle = openRaw(mock.ports[1]!);
  await once(idle.socket, "connect");
  const ended = once(clock, "end");
  await mock.close();
  await Promise.all([held.ended, idle.ended, ended]);
  assert.equal(clock.waiting, 0);
});

describe("a client that is done sending gets the whole response", async () => {
  const large = "n".repeat(4_000_000);
  const post = (path: string, framing: string, body: string): string =>
    `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nX-Lk-Mock: {"skipAuth":true}\r\n${framing}\r\n\r\n${body}`;
  const echoing = (name: string): string => {
    const body = JSON.stringify({ name });
    return post(
      "/twirp/livekit.RoomService/CreateRoom",
      `Content-Length: ${String(body.length)}`,
      body,
    );
  };
  const upgrade = "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n";
  const cut = bytesOf(variants[0]!, { failRegions: [0], failMode: "truncate" });
  const unread = post("/settings/regions", "Content-Length: 300000", "x".repeat(300_000));
  const tooLarge = post("/twirp/x", "Content-Length: 6000000", "x".repeat(6_000_000));
  /** What the responses hold, in this order. */
  const rows: readonly (readonly [name: string, sent: string, parts: readonly string[]])[] = [
    ["to a call", bytesOf(variants[0]!, {}), ["200 OK", "MOCK_SID", "}"]],
    ["to two calls", echoing("a") + echoing("b"), ['"name":"a"', '"name":"b"', "}"]],
    ["that is large", echoing(large), ["200 OK", large, "}"]],
    ["behind a large one", echoing(large) + echoing("b"), [large, "200 OK", '"name":"b"', "}"]],
    ["that is cut", cut, ["200 OK", '{"sid":"MOCK_SID"']],
    ["to a body that is not read", unread, ["200 OK", '"region-0"', "}"]],
    ["to a body that is too large", tooLarge, ["413", "--max-body", "}"]],
    ["to an upgrade", upgrade, ["200 OK", "ok"]],
    ["to an upgrade behind a call", echoing("a") + upgrade, ['"name":"a"', "200 OK", "ok"]],
    ["to an upgrade behind a large one", echoing(large) + upgrade, [large, "200 OK", "ok"]],
    ["to what is no HTTP", "hello\r\n\r\n", ["400", "not HTTP", "\n"]],
    ["to half a head", "GET / HT", ["400", "not HTTP", "\n"]],
  ];
  const settings = { maxBody: 5_000_000, log: "silent" } as const;
  const plain = await startTestMock(settings);
  const secure = await startTestMock({ ...settings, tls });
  for (const [over, open] of [
    ["over TCP", () => openRaw(plain.ports[0]!)],
    ["over TLS", () => openSecurely(secure.ports[0]!)],
  ] as const) {
    for (const [name, sent, parts] of rows) {
      test(`${name}, ${over}`, async () => {
        const connection = open();
        connection.socket.end(sent);
        assert.equal(await connection.ended, "FIN");
        let rest = connection.received();
        for (const part of parts) {
          const at = rest.indexOf(part);
          assert.ok(at >= 0, `${part.slice(0, 100)} is not in ${rest.slice(0, 1000)}`);
          rest = rest.slice(at + part.length);
        }
      });
    }
  }
});
