import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { tableOf } from "../gen/table.js";
import { lazy } from "../src/util/lazy.js";

/** What fails the first time that it is called, and how often it was called. */
function failingOnce<T>(value: T): {
  readonly load: () => Promise<T>;
  readonly calls: () => number;
} {
  let calls = 0;
  const load = async (): Promise<T> => {
    calls++;
    await Promise.resolve();
    if (calls === 1) throw new Error("too many open files");
    return value;
  };
  return { load, calls: () => calls };
}

describe("what is loaded when it is first asked for", () => {
  test("is loaded again if that has failed, and only then", async () => {
    const value = {};
    const { load, calls } = failingOnce(value);
    const get = lazy(load);
    await assert.rejects(async () => get(), /too many open files/);
    assert.equal(await get(), value);
    assert.equal(get(), value);
    assert.equal(calls(), 2);
  });

  test("is loaded once for all that ask meanwhile", async () => {
    let calls = 0;
    const get = lazy(() => Promise.resolve({ calls: ++calls }));
    assert.deepEqual(await Promise.all([get(), get(), get()]), Array(3).fill({ calls: 1 }));
  });

  test("may be the rows of a service", async () => {
    const { load, calls } = failingOnce([]);
    const row = tableOf([["livekit.RoomService", load, ["CreateRoom"]]]).get(
      "livekit.RoomService/CreateRoom",
    )!;
    await assert.rejects(async () => row.load(), /too many open files/);
    await row.load();
    assert.equal(calls(), 2);
  });
});
