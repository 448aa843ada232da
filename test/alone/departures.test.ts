/** The mock closes the connection of a client that has left, whatever it is in the middle of. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { setImmediate } from "node:timers/promises";
import { describe, test } from "node:test";
import { SteppedClock } from "../support/clock.js";
import {
  clientHello,
  closed,
  keptConnections,
  leave,
  visit,
  visitSecurely,
  type Leaving,
  type Visitor,
} from "../support/departures.js";
import { clock, states } from "../support/departureStates.js";
import { bytesOf, variants } from "../support/failure.js";
import { startTestMock } from "../support/mock.js";
import { delayedCall } from "../support/raw.js";
import { tls } from "../support/tls.js";

const plainMock = await startTestMock({ clock, log: "silent" });
const secureMock = await startTestMock({ clock, log: "silent", tls });
const plainPort = plainMock.ports[0]!;
const securePort = secureMock.ports[0]!;

const hello = await clientHello();

const ways = [
  ["over TCP", () => visit(plainPort), ["FIN", "close", "RST"]],
  ["over TLS", () => visitSecurely(securePort), ["FIN", "close", "RST", "close_notify"]],
] as const satisfies [string, () => Promise<Visitor>, Leaving[]][];

describe("the connection of a client that leaves is closed", () => {
  for (const [over, come, leavings] of ways) {
    for (const { name, enter, staysAtFin = false } of states) {
      for (const how of leavings) {
        if (staysAtFin && (how === "FIN" || how === "close_notify")) continue;
        test(`${over} by ${how} ${name}`, async () => {
          const visitor = await come();
          await enter(visitor);
          leave(visitor, how);
          await closed(visitor);
        });
      }
    }
  }

  for (const [name, bytes] of [
    ["before a TLS handshake", Buffer.of()],
    ["in the first message of a TLS handshake", hello.subarray(0, 100)],
    ["in a TLS handshake", hello],
  ] as const) {
    for (const how of ["FIN", "close", "RST"] as const) {
      test(`by ${how} ${name}`, async () => {
        const visitor = await visit(securePort);
        visitor.tcp.write(bytes);
        await visitor.read();
        if (bytes === hello) await visitor.connection.untilIt((text) => text.length > 0);
        leave(visitor, how);
        await closed(visitor);
      });
    }
  }

  test("by 200 probes of TCP on a port of TLS", async () => {
    const before = keptConnections();
    const probes = await Promise.all(Array.from({ length: 200 }, () => visit(securePort)));
    assert.equal(keptConnections(), before + probes.length);
    for (const probe of probes) leave(probe, "close");
    await Promise.all(probes.map(closed));
    assert.equal(keptConnections(), before);
  });
});

describe("an upload that is refused is held to its own end", () => {
  for (const how of ["FIN", "close", "RST"] as const) {
    test(`although its client leaves by ${how}`, async () => {
      const stepped = new SteppedClock();
      const mock = await startTestMock({ clock: stepped, log: "silent" });
      const visitor = await visit(mock.ports[0]!);
      const control = { failRegions: [0], failMode: "refuseUpload" };
      visitor.tcp.write(bytesOf(variants[0]!, control).slice(0, -1));
      const { end } = await stepped.next();
      const isGone = how === "FIN" ? once(visitor.tcp, "finish") : once(visitor.tcp, "close");
      leave(visitor, how);
      await isGone;
      for (let turns = 0; turns < 10; turns++) await setImmediate();
      assert.equal(visitor.kept.closed, false);
      end();
      await closed(visitor);
    });
  }
});

test("a thousand waits on a connection have one pair of listeners", async () => {
  const visitor = await visit(plainPort);
  visitor.tcp.write(delayedCall(600_000));
  await once(clock, "begin");
  const listeners = (): number[] =>
    ["end", "close"].map((event) => visitor.kept.listenerCount(event));
  const one = listeners();
  const waits = 1_000;
  const before = clock.waiting;
  const stall = bytesOf(variants[0]!, { failRegions: [0], failMode: "stall" });
  visitor.tcp.write(delayedCall(600_000).repeat(waits) + stall.repeat(waits));
  await visitor.read();
  assert.equal(clock.waiting, before + waits);
  assert.deepEqual(listeners(), one);
  leave(visitor, "close");
  await closed(visitor);
  assert.equal(clock.waiting, before - 1);
});
