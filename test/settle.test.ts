import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { settle, type Control, type MockControl } from "../src/control/index.js";
import { matchesMethod } from "../src/control/methodPatterns.js";
import { call, type Result } from "./support/call.js";
import { startTestMock } from "./support/mock.js";
import { instantClock } from "./support/clock.js";
import { methods } from "../gen/methods.js";

const now = 1_000_000;

function settled(whole: MockControl, regionIndex = 0, method?: string): Control {
  return settle(whole, { regionIndex, nowMs: now, calledMethod: method });
}

/** The regions out of four that a control makes fail. */
function failing(whole: MockControl): number[] {
  return [0, 1, 2, 3].filter((index) => settled(whole, index).fails);
}

describe("a region fails", () => {
  const rows: readonly (readonly [name: string, whole: MockControl, fails: readonly number[]])[] = [
    ["if failRegions lists it", { failRegions: [1, 3] }, [1, 3]],
    ["if its own failMode says so", { perRegion: { 2: { failMode: "drop" } } }, [2]],
    ["if its own failStatus says so", { perRegion: { 2: { failStatus: 500 } } }, [2]],
    ["if its own failTwirpCode says so", { perRegion: { 2: { failTwirpCode: "a" } } }, [2]],
    ["if its own failMessage says so", { perRegion: { 2: { failMessage: "" } } }, [2]],
    ["not by its own delay", { perRegion: { 2: { delayMs: 1, failMeta: {} } } }, []],
    ["not by a common failMode", { failMode: "drop" }, []],
    [
      "by * where it has no key of its own",
      { perRegion: { "*": { failStatus: 500 }, 1: {} } },
      [0, 2, 3],
    ],
    ["until failUntil", { failRegions: [0], failUntil: now + 1 }, [0]],
    ["no more from failUntil on", { failRegions: [0], failUntil: now }, []],
    [
      "no more from its own failUntil on",
      { failRegions: [0, 1], perRegion: { 1: { failUntil: now } } },
      [0],
    ],
  ];
  for (const [name, whole, fails] of rows) {
    test(name, () => {
      assert.deepEqual(failing(whole), fails);
    });
  }
});

describe("perRegion", () => {
  test("has its fields over the common ones", () => {
    const whole = { failStatus: 500, failMessage: "a", perRegion: { 0: { failMessage: "b" } } };
    const { failStatus, failMessage } = settled(whole);
    assert.deepEqual([failStatus, failMessage], [500, "b"]);
    assert.equal(settled(whole, 1).failMessage, "a");
  });

  test("says nothing to a region without a key", () => {
    const whole = { perRegion: { 0: { delayMs: 1 } } };
    assert.equal(settled(whole).delayMs, 1);
    assert.equal(settled(whole, 1).delayMs, undefined);
  });
});

describe("failUntil ends", () => {
  const rows: readonly (readonly [
    name: string,
    whole: MockControl,
    (control: Control) => unknown,
    unknown,
  ])[] = [
    ["regionsStatus", { regionsStatus: 500 }, ({ discovery }) => discovery.status, 200],
    [
      "the status of discovery",
      { discovery: { status: 500 } },
      ({ discovery }) => discovery.status,
      200,
    ],
    [
      "the failMode of discovery",
      { discovery: { failMode: "drop" } },
      ({ discovery }) => discovery.fails,
      false,
    ],
    ["rtcStatus", { rtcStatus: 500 }, ({ rtcStatus }) => rtcStatus, undefined],
  ];
  for (const [name, whole, part, healthy] of rows) {
    test(name, () => {
      assert.notEqual(part(settled({ ...whole, failUntil: now + 1 })), healthy);
      assert.equal(part(settled({ ...whole, failUntil: now })), healthy);
    });
  }

  test("no delay, and nothing that is no failure", () => {
    const { delayMs, discovery } = settled({
      delayMs: 5,
      discovery: { maxAge: 7, delayMs: 3 },
      failUntil: now,
    });
    assert.deepEqual([delayMs, discovery.maxAge, discovery.delayMs], [5, 7, 3]);
  });
});

describe("delayMs of a range", () => {
  const draws = (seed: number): (number | undefined)[] =>
    Array.from(
      { length: 200 },
      (_, index) => settled({ delayMs: { min: 5, max: 9, seed } }, index).delayMs,
    );

  test("is within it, with both ends", () => {
    assert.deepEqual([...new Set(draws(1))].sort(), [5, 6, 7, 8, 9]);
  });

  test("is the same each time, and another with another seed", () => {
    assert.deepEqual(draws(1), draws(1));
    assert.notDeepEqual(draws(1), draws(2));
    assert.notDeepEqual(draws(1), draws(1 + 2 ** 32));
  });

  test("begins at 0 if it has no min", () => {
    assert.equal(settled({ delayMs: { max: 0 } }).delayMs, 0);
  });

  test("is the wait of a call", async () => {
    const clock = instantClock();
    const mock = await startTestMock({ clock });
    const control = { skipAuth: true, delayMs: { min: 400, max: 500, seed: 3 } };
    await call(mock.url, "livekit.RoomService/CreateRoom", { control });
    await call(mock.url, "livekit.RoomService/CreateRoom", { control });
    assert.equal(clock.waits.length, 2);
    assert.equal(clock.waits[0], clock.waits[1]);
    assert.ok(clock.waits[0]! >= 400 && clock.waits[0]! <= 500);
  });
});

describe("methods", () => {
  const rows: readonly (readonly [pattern: string, count: number])[] = [
    ["CreateRoom", 1],
    [
      "livekit.Egress/*",
      [...methods.keys()].filter((path) => path.startsWith("livekit.Egress/")).length,
    ],
    ["livekit.SIP/CreateSIPParticipant", 1],
    ["createroom", 0],
    ["livekit.Egress", 0],
    ["*", 0],
  ];
  for (const [pattern, count] of rows) {
    test(`${pattern} names ${String(count)} of them`, () => {
      const named = [...methods.keys()].filter((path) => matchesMethod([pattern], path));
      assert.equal(named.length, count);
    });
  }

  test("leaves all others with what is always in force", () => {
    const whole: MockControl = {
      methods: ["CreateRoom"],
      failRegions: [0],
      failUntil: now + 1,
      delayMs: 5,
      skipAuth: true,
      explainAuth: true,
      headers: { a: "b" },
      response: {},
      sipStatus: { code: 486 },
      regionsStatus: 500,
      pinnedRegions: ["region-0"],
      id: "x",
      rtcStatus: 403,
      signal: "no_pong",
    };
    const { fails, delayMs, skipAuth, explainAuth, headers, response, sipStatus, ...rest } =
      settled(whole, 0, "livekit.RoomService/ListRooms");
    assert.deepEqual(
      [fails, delayMs, skipAuth, explainAuth, headers, response, sipStatus],
      [false, undefined, undefined, undefined, undefined, undefined, undefined],
    );
    const { discovery, pinnedRegions, id, rtcStatus, signal } = rest;
    assert.equal(discovery.status, 500);
    assert.deepEqual([pinnedRegions, id, rtcStatus, signal], [["region-0"], "x", 403, "no_pong"]);
    assert.equal(settled(whole, 0, "livekit.RoomService/CreateRoom").fails, true);
  });

  test("limit a call, known or not", async () => {
    const mock = await startTestMock();
    const control = {
      methods: ["CreateRoom", "livekit.Future/Call"],
      failRegions: [0],
      skipAuth: true,
    };
    const statusOf = async (path: string): Promise<Result["status"]> =>
      (await call(mock.url, path, { control })).status;
    assert.equal(await statusOf("livekit.RoomService/CreateRoom"), 503);
    assert.equal(await statusOf("livekit.RoomService/ListRooms"), 401);
    assert.equal(await statusOf("livekit.Future/Call"), 503);
    assert.equal(await statusOf("livekit.Future/Other"), 200);
  });
});
