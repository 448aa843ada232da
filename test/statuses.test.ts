/** The status that the log and `onRequest` name, which is the one that goes out. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SteppedClock } from "./support/clock.js";
import { call, callWith, chunked, delayed, get, regions, words } from "./support/invalid.js";
import { startTestMock, type TestMock } from "./support/mock.js";
import { openRaw, type RawConnection } from "./support/raw.js";

/** A mock, a client of it, and what the mock tells. */
interface Scene {
  readonly mock: TestMock;
  readonly clock: SteppedClock;
  readonly connection: RawConnection;
  readonly told: (number | null)[];
  /** Resolves once the mock has told of so many requests. */
  readonly untilTold: (count: number) => Promise<void>;
}

async function begin(): Promise<Scene> {
  const clock = new SteppedClock();
  const told: (number | null)[] = [];
  let look = (): void => undefined;
  const onRequest = ({ status }: { readonly status: number | null }): void => {
    told.push(status);
    look();
  };
  const mock = await startTestMock({ clock, observers: [{ end: onRequest }] });
  const untilTold = (count: number): Promise<void> =>
    new Promise((resolve) => {
      look = () => {
        if (told.length >= count) resolve();
      };
      look();
    });
  return { mock, clock, connection: openRaw(mock.ports[0]!), told, untilTold };
}

/** What the lines of the log say of requests. */
function saidBy({ lines }: TestMock): (string | undefined)[] {
  return lines.map((line) => /^region-0 {2}(-|\d{3}) +\d+ ms/.exec(line)?.[1]);
}

describe("a response that waits for its turn in vain has no status:", () => {
  const large = { response: { metadata: "m".repeat(700_000) } };
  for (const [name, sent] of [
    ["small ones", call() + call() + get("/", [])],
    ["large ones", call(large) + call(large) + call(large)],
    ["a cut one", call() + call({ failRegions: [0], failMode: "truncate" }) + call()],
  ] as const) {
    test(name, async () => {
      const { mock, clock, connection, told, untilTold } = await begin();
      connection.socket.write(delayed);
      await clock.next();
      connection.socket.write(sent);
      connection.socket.destroySoon();
      await untilTold(4);
      assert.deepEqual(told, [null, null, null, null]);
      assert.deepEqual(saidBy(mock), ["-", "-", "-", "-"]);
      assert.equal(connection.received(), "");
    });
  }
});

describe("a request whose body is invalid has the status that goes out:", () => {
  for (const [name, sent] of [
    ["of a call", callWith("zz\r\n", chunked)],
    ["that nobody reads", `${get("/", [chunked])}zz\r\n`],
    ["of discovery", `${regions({}, chunked)}zz\r\n`],
    [
      "that is too large as well",
      callWith(`1100000\r\n${"x".repeat(0x1100000)}\r\nzz\r\n`, chunked),
    ],
  ] as const) {
    test(`a body ${name}`, async () => {
      const { mock, connection, told, untilTold } = await begin();
      connection.socket.write(sent);
      assert.equal(await connection.ended, "FIN");
      await untilTold(1);
      const status = /^HTTP\/1\.1 (\d+)/.exec(connection.received())?.[1];
      assert.equal(connection.received().match(/^HTTP\/1\.1/gm)?.length, 1);
      if (status === "400") {
        assert.deepEqual(told, [null]);
        assert.match(mock.lines.join("\n"), / - +\d+ ms .* \(its body is invalid\)$/m);
      } else {
        assert.deepEqual(told, [Number(status)]);
        assert.match(mock.lines.join("\n"), new RegExp(` ${status!} +\\d+ ms .*[^)]$`, "m"));
      }
    });
  }
});

test("a client of TLS is told of in the log as one", async () => {
  const { mock, connection } = await begin();
  const logged = mock.logged(/not HTTP/);
  connection.socket.write("\u0016\u0003\u0001\u0002", "latin1");
  assert.equal(
    await logged,
    "warning: region-0: not HTTP: a TLS handshake (to serve TLS, set --tls-cert and --tls-key); connection closed",
  );
});

describe("invalid bytes are one warning in the log", () => {
  const warning = /^warning: region-0: not HTTP: Parse Error: [^;]+; connection closed$/;
  for (const [name, sent] of [
    ["behind nothing", words],
    ["behind a call", call() + words],
    ["in a body", callWith("zz\r\n", chunked)],
  ] as const) {
    test(name, async () => {
      const { mock, connection } = await begin();
      const logged = mock.logged(warning);
      connection.socket.write(sent + words.repeat(1_000));
      await logged;
      assert.equal(await connection.ended, "FIN");
      assert.equal(mock.lines.filter((line) => line.startsWith("warning")).length, 1);
    });
  }

  test("which half a request of a client that leaves is not", async () => {
    const { mock, connection, untilTold } = await begin();
    connection.socket.end(callWith("{", "Content-Length: 2"));
    assert.equal(await connection.ended, "FIN");
    await untilTold(1);
    assert.deepEqual(
      mock.lines.map((line) => line.replace(/ +\d+ ms/, " 1 ms")),
      ["region-0  - 1 ms  livekit.RoomService/CreateRoom  (the client left)"],
    );
  });
});
