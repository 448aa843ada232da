import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SteppedClock } from "../support/clock.js";
import { bytesOf, see, testFailure, variants } from "../support/failure.js";
import { startTestMock } from "../support/mock.js";
import { openRaw } from "../support/raw.js";

testFailure({
  control: { failMode: "closeIdle" },
  check: async (seen, { start, headers, body, end }, connection) => {
    assert.deepEqual([seen.start, seen.headers, seen.body, seen.end], [start, headers, body, end]);
    assert.equal(seen.headers["connection"], "keep-alive");
    assert.equal(await connection.ended, "FIN");
  },
});

describe("a connection that dies between two requests", () => {
  const control = { failRegions: [0], failMode: "closeIdle", stallMs: 1000 };

  test("serves others until stallMs is over", async () => {
    const clock = new SteppedClock();
    const mock = await startTestMock({ clock });
    const connection = openRaw(mock.ports[0]!);
    await see(connection, bytesOf(variants[0]!, control));
    const { ms, end } = await clock.next();
    assert.equal(ms, 1000);
    assert.equal((await see(connection, bytesOf(variants[0]!, {}))).end, "open");
    end();
    assert.equal(await connection.ended, "FIN");
  });

  test("is forgotten when its client leaves before", async () => {
    const clock = new SteppedClock();
    const mock = await startTestMock({ clock });
    const connection = openRaw(mock.ports[0]!);
    await see(connection, bytesOf(variants[0]!, control));
    await clock.next();
    connection.socket.end();
    assert.equal(await connection.ended, "FIN");
  });
});
