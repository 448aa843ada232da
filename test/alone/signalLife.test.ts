import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, test } from "node:test";
import { WatchedClock } from "../support/clock.js";
import { visit } from "../support/departures.js";
import { encodeFrame, opcodes } from "../support/frames.js";
import { upgrade } from "../support/invalid.js";
import { startTestMock } from "../support/mock.js";
import { delayedCall, openRaw } from "../support/raw.js";
import { handshakeOf, headOf, openSignal, queryFor, type SignalClient } from "../support/signal.js";

/** How many sockets this process has, the server's and the client's. */
function openSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "TCPSocketWrap").length;
}

/** Resolves once there are no more sockets than there were. */
async function socketsDownTo(count: number): Promise<void> {
  while (openSockets() > count) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function openMany(count: number, port: number, query: string): Promise<SignalClient[]> {
  const clients = await Promise.all(
    Array.from({ length: count }, () => openSignal(port, { query })),
  );
  await Promise.all(clients.map((client) => client.event(0)));
  return clients;
}

describe("500 connections", () => {
  for (const how of ["destroy", "resetAndDestroy"] as const) {
    test(`that the clients cut by ${how} leave nothing behind`, async () => {
      const mock = await startTestMock();
      const before = openSockets();
      const clients = await openMany(500, mock.ports[0]!, queryFor("happy"));
      assert.equal(openSockets(), before + 1000);
      for (const { socket } of clients) socket[how]();
      await socketsDownTo(before);
      const ended = mock.lines.filter((line) => /ended with 1006 after \d+ ms$/.test(line));
      assert.equal(ended.length, 500);
    });
  }

  test("that the mock closes leave nothing behind", async () => {
    const mock = await startTestMock();
    const before = openSockets();
    const clients = await openMany(500, mock.ports[0]!, queryFor("no_pong"));
    await mock.close();
    for (const client of clients) {
      const [, ...events] = await client.ended();
      assert.deepEqual(events, [
        { kind: "close", code: 1001, reason: "the mock is closed" },
        { kind: "ended", how: "FIN" },
      ]);
    }
    await socketsDownTo(before);
  });
});

const upgradedCall = delayedCall(0).replace("\r\n", `\r\n${upgrade.join("\r\n")}\r\n`);

test("closing the mock ends a connection whose client does not answer", async () => {
  const mock = await startTestMock();
  const connection = openRaw(mock.ports[0]!);
  connection.socket.write(headOf(handshakeOf({ query: queryFor("happy") })));
  await connection.until(/PA_MOCK/);
  await mock.close();
  await connection.ended;
  assert.match(connection.received(), /the mock is closed$/);
});

test("closing the mock ends a handshake that waits behind an earlier request", async () => {
  const clock = new WatchedClock();
  const mock = await startTestMock({ clock });
  const connection = openRaw(mock.ports[0]!);
  const begun = once(clock, "begin");
  connection.socket.write(delayedCall(600_000));
  connection.socket.write(headOf(handshakeOf({ query: queryFor("happy") })));
  await begun;
  await mock.close();
  await connection.ended;
  assert.equal(connection.received(), "");
});

test("closing the mock gives time to open WebSockets alone", async () => {
  const clock = new WatchedClock();
  const mock = await startTestMock({ clock });
  const port = mock.ports[0]!;
  const [webSocket, refused, held] = [await visit(port), await visit(port), await visit(port)];
  webSocket.connection.socket.write(headOf(handshakeOf({ query: queryFor("happy") })));
  await webSocket.connection.until(/PA_MOCK/);
  // The mock's end of it stays until the client has ended its own.
  refused.connection.socket.removeAllListeners("end").write(headOf(handshakeOf({})));
  await refused.connection.until(/invalid token$/);
  const begun = once(clock, "begin");
  held.connection.socket.write(delayedCall(600_000) + upgradedCall);
  await begun;
  const closings = [refused, held].map(async ({ kept }) => {
    await once(kept, "close");
    assert.ok(!webSocket.kept.destroyed);
  });
  await Promise.all([mock.close(), ...closings]);
});

test("closing the mock ends what waits behind an earlier request", async () => {
  const clock = new WatchedClock();
  const mock = await startTestMock({ clock });
  const begun = once(clock, "begin");
  const connection = openRaw(mock.ports[0]!);
  connection.socket.write(delayedCall(600_000) + upgradedCall);
  await begun;
  await mock.close();
  assert.equal(await connection.ended, "FIN");
  assert.equal(connection.received(), "");
});

test("a client that resets while its upgrade waits does not end the mock", async () => {
  const clock = new WatchedClock();
  const mock = await startTestMock({ clock });
  const begun = once(clock, "begin");
  const { socket } = openRaw(mock.ports[0]!);
  socket.write(delayedCall(50) + headOf(handshakeOf({ query: queryFor("happy") })));
  await begun;
  socket.resetAndDestroy();
  await once(clock, "end");
  const client = await openSignal(mock.ports[0]!, { query: queryFor("happy") });
  assert.equal((await client.event(0)).kind, "message");
  client.socket.destroy();
});

describe("a client whose handshake is refused", () => {
  const refused = headOf(handshakeOf({ query: "access_token=x" }));

  test("is told that the connection ends", async () => {
    const mock = await startTestMock();
    const { socket, until, ended } = openRaw(mock.ports[0]!);
    socket.write(refused);
    assert.match(await until(/invalid token$/), /^Connection: close\r$/m);
    assert.equal(await ended, "FIN");
  });

  test("reads the response though it goes on sending, and leaves nothing behind", async () => {
    const mock = await startTestMock();
    const before = openSockets();
    const { socket, until, ended } = openRaw(mock.ports[0]!);
    socket.pause();
    socket.write(refused);
    await new Promise((resolve) => socket.write(Buffer.alloc(4 * 1024 * 1024), resolve));
    socket.resume();
    await until(/invalid token$/);
    assert.equal(await ended, "FIN");
    const late = new Promise((_, reject) =>
      setTimeout(reject, 4_000, new Error("left open")).unref(),
    );
    await Promise.race([socketsDownTo(before), late]);
  });
});

describe("a client that leaves before the mode is through", () => {
  const modes = [
    "close_before_join",
    "close_when_connected",
    "drop_when_connected",
    "leave_when_connected",
  ];
  for (const mode of modes) {
    for (const how of ["resetAndDestroy", "end"] as const) {
      test(`by ${how} ends the wait of ${mode}`, async () => {
        const clock = new WatchedClock();
        const mock = await startTestMock({ clock });
        const begun = once(clock, "begin");
        const cut = once(clock, "cut");
        const client = await openSignal(mock.ports[0]!, { query: queryFor(mode) });
        await begun;
        client.socket[how]();
        await cut;
      });
    }

    test(`with frames that are not read, in ${mode}, leaves nothing behind`, async () => {
      const mock = await startTestMock();
      const before = openSockets();
      for (const how of ["destroy", "resetAndDestroy", "end"] as const) {
        const ended = mock.logged(/ended with/);
        const { socket } = await openSignal(mock.ports[0]!, {
          query: queryFor(mode),
          behind: Buffer.alloc(1024 * 1024, encodeFrame(opcodes.ping, Buffer.alloc(100))),
        });
        socket[how]();
        await ended;
      }
      await socketsDownTo(before);
    });
  }

  test("before the handshake is through leaves nothing behind", async () => {
    const mock = await startTestMock();
    const before = openSockets();
    const handshake = headOf(handshakeOf({ query: queryFor("happy") }));
    for (const how of ["destroy", "resetAndDestroy", "end"] as const) {
      const { socket, ended } = openRaw(mock.ports[0]!);
      socket.write(handshake);
      socket[how]();
      if (how === "end") await ended;
    }
    await socketsDownTo(before);
  });
});
