/** Controls of every shape: none of them crashes the mock, outlasts its delays or changes its response. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Caches } from "../../src/util/cache.js";
import { controlFields } from "../../src/control/fields.js";
import type { Field, Type } from "../../src/util/fieldTypes.js";
import { createControlReader, settle, type Discovery } from "../../src/control/index.js";
import { Findings } from "../../src/util/findings.js";
import { createRegions } from "../../src/util/region.js";
import { request } from "./call.js";
import { instantClock } from "./clock.js";
import { startTestMock } from "./mock.js";
import { dice, type Dice } from "./dice.js";
import { tokenWith } from "./token.js";
import { noToken } from "../../src/token/token.js";

const parallel = 8;
/** More bytes than the body of any answer here has. */
const maxBody = 4096;
const regions = createRegions({ host: "http://127.0.0.1" }, [1, 1]);

const fields: readonly Field[] = controlFields;
const odd: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e300,
  2 ** 31,
  "",
  "x",
  "\u20ac\n",
  "__proto__",
  [],
  {},
  [[]],
  [null],
  { a: { b: [] } },
];
/** Values that a legal control may well have, by the names of fields. */
const likely: Readonly<Record<string, readonly unknown[]>> = {
  methods: [
    ["CreateRoom"],
    ["livekit.RoomService/*"],
    ["ListRooms"],
    [],
    { CreateRoom: { failMode: "html" }, "*": { delayMs: 5 } },
    { "livekit.RoomService/*": { response: { name: "a" } }, ListRooms: { failStatus: 429 } },
  ],
  pinnedRegions: [["region-0"], ["region-1"], []],
  failRegions: [[0], [0, 1], [1], []],
  retryAfter: [0, 5, "Mon, 23 Nov 2026 15:00:00 GMT"],
  response: [{ name: "a" }, { nmae: "a" }, { sid: 1 }],
  failUntil: [0, 4_102_444_800_000],
};

/** A legal value of a type. */
function legal(type: Type, roll: Dice): unknown {
  switch (type.kind) {
    case "integer":
      return roll.pick([
        type.min,
        type.max,
        Math.min(type.max, Math.max(type.min, roll.below(700))),
      ]);
    case "string":
      return roll.pick(["a", "http://127.0.0.1:1/x", "text/plain"]);
    case "name":
      return roll.pick(type.values);
    case "boolean":
      return roll.below(2) === 0;
    case "object":
      return { a: 1 };
    case "list":
      return Array.from({ length: roll.below(4) }, () => legal(type.of, roll));
    case "map":
      return Object.fromEntries(
        (type.known
          ? ["CreateRoom", "ListRooms", "livekit.RoomService/*", "*"]
          : ["0", "1", "*", "X-A"]
        )
          .slice(roll.below(4))
          .map((key) => [key, legal(type.of, roll)]),
      );
    case "either":
      return legal(roll.pick(type.of), roll);
    case "fields":
      return objectOf(type.fields, roll);
  }
}

function objectOf(all: readonly Field[], roll: Dice): Record<string, unknown> {
  const most = roll.pick([1, 2, 3, 6]);
  const chosen = Array.from({ length: most }, () => roll.pick(all));
  const entries = chosen.map(({ name, type }) => {
    const value =
      roll.below(2) === 0 ? roll.pick(likely[name] ?? [legal(type, roll)]) : legal(type, roll);
    return [name, value] as const;
  });
  return Object.fromEntries(entries);
}

/** A control made from the table, and broken at random. */
function controlOf(roll: Dice): string {
  const control = objectOf(fields, roll);
  if (roll.below(3) > 0) Object.assign(control, { skipAuth: true });
  if (roll.below(3) === 0) Object.assign(control, { failRegions: [0] });
  for (const key of Object.keys(control)) {
    const fate = roll.below(12);
    if (fate === 0) control[key] = roll.pick(odd);
    if (fate === 1) control[roll.pick([key.toUpperCase(), `${key}s`, "__proto__"])] = control[key];
  }
  const text = JSON.stringify(control);
  return roll.below(40) === 0 ? text.slice(0, roll.below(text.length)) : text;
}

/** All that a client sees, without the time. */
async function see(url: string, path: string, control: string, token: string): Promise<string> {
  const headers = { "X-Lk-Mock": Buffer.from(control).toString("latin1") };
  const options = {
    method: "POST",
    type: "application/json",
    body: { name: "a" },
    headers,
    token,
    alone: true,
  };
  try {
    const { status, headers: seen, text } = await request(url + path, options);
    return JSON.stringify([status, { ...seen, date: "" }, text]);
  } catch (error) {
    return String(error);
  }
}

/** The longest that a control may make a request to region 0 wait, in milliseconds. */
function longest(control: string, path: string): number {
  const rawHeaders = ["X-Lk-Mock", Buffer.from(control).toString("latin1")];
  const rules = { regions, defaultControl: {}, tokenControl: true, caches: new Caches() };
  const whole = createControlReader(rules)(
    { rawHeaders, token: noToken, signal: false, trust: "full", hasDefault: true },
    new Findings(),
  );
  const [, calledMethod] = /^\/twirp\/(.*)$/.exec(path) ?? [];
  const settled = settle(whole, { regionIndex: 0, nowMs: Date.now(), calledMethod });
  const { discovery } = settled;
  return Math.max(
    (settled.delayMs ?? 0) + (settled.fails ? holdOf(settled) : 0),
    discovery.delayMs + (discovery.fails ? holdOf(discovery) : 0),
  );
}

/** What says how long a failure takes. */
type Failing = Pick<Discovery, "failMode" | "stallMs" | "trickle">;

function holdOf({ failMode = "status", stallMs = 30_000, trickle = {} }: Failing): number {
  const { bytes = 1, everyMs = 50 } = trickle;
  switch (failMode) {
    case "delay":
      return 30_000;
    case "stall":
    case "stallBody":
    case "refuseUpload":
      return stallMs;
    case "resetBody":
      return 50;
    case "trickle":
      return Math.ceil(maxBody / bytes) * everyMs;
    default:
      return 0;
  }
}

/** Tests it with so many controls, the same ones in each run. */
export function testControls(count: number): void {
  test(`${String(count)} random controls`, async () => {
    const paths = [
      "/twirp/livekit.RoomService/CreateRoom",
      "/twirp/livekit.Future/Call",
      "/settings/regions",
      "/rtc/validate",
    ];
    const outcomes = new Set<string>();
    const token = tokenWith({ video: { roomCreate: true } });
    const work = async (worker: number): Promise<void> => {
      const clock = instantClock();
      const mock = await startTestMock({ clock, regions: regions.length });
      for (let at = worker; at < count; at += parallel) {
        const roll = dice(at);
        const control = controlOf(roll);
        const path = paths[roll.pick([0, 0, 0, 1, 2, 3])]!;
        const from = clock.waits.length;
        const first = await see(mock.url, path, control, token);
        const waited = clock.waits.slice(from).reduce((sum, ms) => sum + ms, 0);
        assert.ok(waited <= longest(control, path), `${String(waited)} ms for ${control}`);
        assert.equal(await see(mock.url, path, control, token), first, control);
        outcomes.add(first.slice(0, 12));
      }
      const bugs = mock.lines.filter((line) => line.includes("bug in the mock"));
      assert.deepEqual(bugs, []);
      assert.equal((await request(mock.url)).text, "ok");
    };
    await Promise.all(Array.from({ length: parallel }, (_, worker) => work(worker)));
    assert.ok(outcomes.size > 10, [...outcomes].join());
  });
}
