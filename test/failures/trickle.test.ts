import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SteppedClock } from "../support/clock.js";
import { bytesOf, seeOnce, testFailure, variants, waitsOf } from "../support/failure.js";
import { startTestMock } from "../support/mock.js";
import { openRaw } from "../support/raw.js";

testFailure({
  control: { failMode: "trickle", trickle: { bytes: 10, everyMs: 5 } },
  check: (seen, truth) => {
    const { start, headers, body, end } = truth;
    assert.deepEqual([seen.start, seen.headers, seen.body, seen.end], [start, headers, body, end]);
  },
});

describe("a body that trickles", () => {
  for (const [name, trickle, waits] of [
    ["comes byte by byte, one every 50 ms", {}, Array.from({ length: 39 }, () => 50)],
    ["comes in pieces of some bytes", { bytes: 20 }, [50, 50]],
    ["ends with what is left", { bytes: 38, everyMs: 7 }, [7, 7]],
    ["comes at once if it is one piece", { bytes: 1000, everyMs: 7 }, [7]],
    ["does not wait if everyMs is 0", { everyMs: 0 }, []],
  ] as const) {
    test(name, async () => {
      assert.deepEqual(await waitsOf({ failMode: "trickle", trickle }), waits);
    });
  }

  test("is written piece by piece, behind its head", async () => {
    const clock = new SteppedClock();
    const mock = await startTestMock({ clock });
    const connection = openRaw(mock.ports[0]!);
    const trickle = { bytes: 15, everyMs: 1000 };
    const control = { failRegions: [0], failMode: "trickle", trickle };
    connection.socket.write(bytesOf(variants[0]!, control));
    const head = await connection.until(/\r\n\r\n$/);
    const whole = '{"sid":"MOCK_SID","enabledCodecs":[{}]}';
    for (const length of [15, 30, 39]) {
      const { ms, end } = await clock.next();
      assert.equal(ms, 1000);
      end();
      const all = head + whole.slice(0, length);
      assert.equal(await connection.untilIt((text) => text.length >= all.length), all);
    }
    connection.socket.destroy();
  });

  test("stops when its client leaves, and keeps its status in the log", async () => {
    const clock = new SteppedClock();
    const mock = await startTestMock({ clock });
    const connection = openRaw(mock.ports[0]!);
    const control = { failRegions: [0], failMode: "trickle", id: "gone" };
    connection.socket.write(bytesOf(variants[0]!, control));
    const { end } = await clock.next();
    end();
    await clock.next();
    connection.socket.destroy();
    await mock.logged(/ 200 .*CreateRoom {2}\(id gone.*the client left/);
  });

  test("without waits lets other requests be answered meanwhile", async () => {
    const mock = await startTestMock();
    const connection = openRaw(mock.ports[0]!);
    const response = { metadata: "m".repeat(1_000_000) };
    const control = { failRegions: [0], failMode: "trickle", trickle: { everyMs: 0 }, response };
    connection.socket.write(bytesOf(variants[0]!, control));
    await connection.until(/mmm/);
    for (let at = 0; at < 10; at++) {
      const { start } = await seeOnce(mock.ports[0]!, bytesOf(variants[0]!, {}));
      assert.equal(start, "HTTP/1.1 200 OK");
    }
    assert.ok(connection.received().length < response.metadata.length);
    connection.socket.destroy();
  });
});
