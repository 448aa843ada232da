import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, test } from "node:test";
import { WatchedClock } from "./support/clock.js";
import { startTestMock } from "./support/mock.js";
import { delayedCall, openRaw } from "./support/raw.js";

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

  test("is in the log as one that left", async () => {
    const clock = new WatchedClock();
    const mock = await startTestMock({ clock });
    const connection = openRaw(mock.ports[0]!);
    const begun = once(clock, "begin");
    connection.socket.write(delayedCall(600_000));
    await begun;
    const ended = once(clock, "end");
    connection.socket.destroy();
    await ended;
    await mock.close();
    assert.match(mock.lines.at(-1)!, /delayed 600000 ms; the client left/);
  });
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
