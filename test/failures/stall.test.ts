import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, test } from "node:test";
import { WatchedClock } from "../support/clock.js";
import { checkNothing, bytesOf, testFailure, variants, waitsOf } from "../support/failure.js";
import { startTestMock } from "../support/mock.js";
import { openRaw } from "../support/raw.js";

const stallMs = 80;

testFailure({
  control: { failMode: "stall", stallMs },
  takesMs: stallMs - 1,
  check: checkNothing("FIN"),
});

describe("a stalled connection is held", () => {
  for (const [name, control, waits] of [
    ["30 s where nothing is said", {}, [30_000]],
    ["for stallMs", { stallMs: 1234 }, [1234]],
    ["for at most 10 min", { stallMs: 600_001 }, [600_000]],
    ["behind delayMs", { delayMs: 5, stallMs: 7 }, [5, 7]],
    ["no longer than delayMs if stallMs is 0", { delayMs: 5, stallMs: 0 }, [5]],
  ] as const) {
    test(name, async () => {
      assert.deepEqual(await waitsOf({ failMode: "stall", ...control }), waits);
    });
  }

  test("until its client leaves", async () => {
    const clock = new WatchedClock();
    const mock = await startTestMock({ clock });
    const connection = openRaw(mock.ports[0]!);
    const begun = once(clock, "begin");
    connection.socket.write(bytesOf(variants[0]!, { failRegions: [0], failMode: "stall" }));
    await begun;
    const ended = once(clock, "end");
    connection.socket.destroy();
    await ended;
    assert.equal(clock.waiting, 0);
  });
});
