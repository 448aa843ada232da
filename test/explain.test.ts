import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { failModes } from "../src/failures/index.js";
import { call, request, type Result } from "./support/call.js";
import { startTestMock } from "./support/mock.js";
import { runProgram } from "./support/program.js";

const mock = await startTestMock({ regions: 3 });

interface Explained {
  readonly regions: readonly {
    readonly index: number;
    readonly name: string;
    readonly delayMs: number;
    readonly outcome: string;
    readonly status: number | null;
  }[];
  readonly findings: readonly object[];
}

function post(body: string | object, method = "POST"): Promise<Result> {
  return request(`${mock.url}/_mock/explain`, { method, body });
}

async function explain(control: object, method?: string): Promise<Explained> {
  const { status, headers, text } = await post({ control, method });
  assert.deepEqual([status, headers["content-type"]], [200, "application/json"]);
  return JSON.parse(text) as Explained;
}

/** Delay, outcome and status in each region. */
async function outcomes(control: object, method?: string): Promise<unknown[]> {
  const { regions, findings } = await explain(control, method);
  assert.deepEqual(findings, []);
  return regions.map(({ delayMs, outcome, status }) => [delayMs, outcome, status]);
}

const ok = [0, "ok", 200];

describe("/_mock/explain says", () => {
  test("which region it speaks of", async () => {
    const { regions } = await explain({});
    assert.deepEqual(
      regions.map(({ index, name }) => [index, name]),
      [
        [0, "region-0"],
        [1, "region-1"],
        [2, "region-2"],
      ],
    );
  });

  const rows: readonly (readonly [
    name: string,
    control: object,
    method: string | undefined,
    unknown[],
  ])[] = [
    ["that all is well", {}, undefined, [ok, ok, ok]],
    [
      "what fails",
      { failRegions: [0, 2], failStatus: 429 },
      "CreateRoom",
      [[0, "status", 429], ok, [0, "status", 429]],
    ],
    [
      "what perRegion says",
      { perRegion: { 0: { failMode: "drop" }, "*": { delayMs: 5 } } },
      undefined,
      [
        [0, "drop", null],
        [5, "ok", 200],
        [5, "ok", 200],
      ],
    ],
    [
      "which regions may not be used",
      { pinnedRegions: ["region-1"], delayMs: 5 },
      undefined,
      [
        [0, "pinnedRegions", 451],
        [5, "ok", 200],
        [0, "pinnedRegions", 451],
      ],
    ],
    [
      "how a dial ends",
      { sipStatus: { code: 486 } },
      "CreateSIPParticipant",
      [0, 0, 0].map(() => [0, "sipStatus", 429]),
    ],
    ["that another method is no dial", { sipStatus: { code: 486 } }, "CreateRoom", [ok, ok, ok]],
    [
      "how long a method takes by itself",
      {},
      "livekit.SIP/TransferSIPParticipant",
      [0, 0, 0].map(() => [11_000, "ok", 200]),
    ],
    [
      "that a method is not touched",
      { methods: ["ListRooms"], failRegions: [0] },
      "CreateRoom",
      [ok, ok, ok],
    ],
    [
      "what becomes of a method that is",
      { methods: ["ListRooms"], failRegions: [0] },
      "ListRooms",
      [[0, "status", 503], ok, ok],
    ],
    [
      "what becomes of the methods of the control",
      { methods: ["ListRooms"], failRegions: [0] },
      undefined,
      [[0, "status", 503], ok, ok],
    ],
    [
      "what becomes of a method with its own fields",
      { failRegions: [0], methods: { CreateRoom: { failStatus: 429, delayMs: 5 } } },
      "CreateRoom",
      [
        [5, "status", 429],
        [5, "ok", 200],
        [5, "ok", 200],
      ],
    ],
    [
      "what becomes of a method that shares its fields",
      { methods: { "*": { delayMs: 1 }, "livekit.RoomService/*": { failMode: "drop" } } },
      "livekit.RoomService/ListRooms",
      [0, 0, 0].map(() => [0, "drop", null]),
    ],
    [
      "what becomes of a method without fields of its own",
      { methods: { CreateRoom: { failStatus: 429 } } },
      "ListRooms",
      [ok, ok, ok],
    ],
    [
      "what becomes of any method",
      { methods: { CreateRoom: { failStatus: 500 }, "*": { failStatus: 429 } } },
      undefined,
      [0, 0, 0].map(() => [0, "status", 429]),
    ],
    ["what is over", { failRegions: [0], failUntil: 1 }, undefined, [ok, ok, ok]],
    [
      "the wait of the old mode",
      { failRegions: [0], failMode: "delay", delayMs: 1 },
      undefined,
      [
        [30_001, "delay", 503],
        [1, "ok", 200],
        [1, "ok", 200],
      ],
    ],
  ];
  for (const [name, control, method, expected] of rows) {
    test(name, async () => {
      assert.deepEqual(await outcomes(control, method), expected);
    });
  }

  test("every finding", async () => {
    const { findings } = await explain({ failRegion: [0], failMode: "dorp" });
    assert.deepEqual(findings, [
      {
        path: "control",
        code: "unknownField",
        problem: "unknown field",
        value: '"failRegion"',
        nearest: "failRegions",
        part: "control",
      },
      {
        path: "control.failMode",
        code: "unknownValue",
        problem: "unknown value",
        value: '"dorp"',
        expected: failModes.map(({ name }) => name).join(", "),
        nearest: "drop",
        part: "control",
      },
      {
        path: "failMode",
        code: "noEffect",
        problem: "has no effect",
        expected: "a failure (failRegions, perRegion or methods)",
        part: "control",
      },
    ]);
  });

  test("that findings are errors in strict mode", async () => {
    const { regions } = await explain({ strict: true, oops: 1 });
    assert.deepEqual(
      regions.map(({ outcome, status }) => [outcome, status]),
      [0, 1, 2].map(() => ["strict", 400]),
    );
  });
});

describe("/_mock/explain tells the truth about", () => {
  for (const { name: failMode } of failModes) {
    if (failMode === "delay") continue;
    test(failMode, async () => {
      const control = { skipAuth: true, perRegion: { 1: { failMode } }, stallMs: 0 };
      const { regions } = await explain(control, "CreateRoom");
      const { outcome, status } = regions[1]!;
      assert.equal(outcome, failMode);
      const seen = await call(mock.regions[1]!.url, "livekit.RoomService/CreateRoom", {
        control: { ...control, trickle: { everyMs: 0 } },
      }).catch(() => undefined);
      const cut = ["stallBody", "truncate", "resetBody"].includes(failMode);
      assert.equal(seen?.status ?? null, cut ? null : status);
      assert.equal(cut ? status : 200, 200);
    });
  }
});

describe("/_mock/explain refuses", () => {
  for (const [name, body, msg] of [
    ["what is not JSON", "{", /^mock: expected \{"control": \{\.\.\.\}, "method": "CreateRoom"\}$/],
    ["a list", [], /^mock: expected/],
    ["no control", {}, /^mock: control: undefined; expected an object$/],
    ["a control that is invalid", { control: "x" }, /^mock: control: "x"; expected an object$/],
    [
      "a method that is invalid",
      { control: {}, method: 1 },
      /^mock: method: 1; expected a string$/,
    ],
    [
      "an unknown method",
      { control: {}, method: "CreateRoms" },
      /unknown method "CreateRoms"; did you mean CreateRoom\?$/,
    ],
    ["an unknown field", { control: {}, methods: [] }, /^mock: unknown field "methods"; expected/],
  ] as const) {
    test(name, async () => {
      const { status, text } = await post(body);
      assert.equal(status, 400);
      const error = JSON.parse(text) as { code: string; msg: string };
      assert.equal(error.code, "invalid_argument");
      assert.match(error.msg, msg);
    });
  }

  test("another HTTP method", async () => {
    const { status, headers } = await post("", "GET");
    assert.deepEqual([status, headers["allow"]], [405, "POST"]);
  });
});

describe("livekit-mock explain", () => {
  test("takes the fields of the method", async () => {
    const control = { methods: { CreateRoom: { failStatus: 429 }, ListRoom: {} } };
    const args = ["explain", JSON.stringify(control), "--method", "CreateRoom", "--ports", "1"];
    const program = runProgram(args);
    assert.equal(await program.ended, 0);
    const [region, warning] = program.stdout().split("\n");
    assert.equal(region, "region-0: status, status 429, after 0 ms");
    assert.match(warning!, /^warning: control\.methods: unknown method: "ListRoom"; did you mean/);
  });

  test("prints a line per region, and a line per finding", async () => {
    const control = { failRegions: [0], failMode: "stall", delayMs: 5, oops: 1 };
    const args = ["explain", JSON.stringify(control), "--method", "CreateRoom", "--ports", "1,2"];
    const program = runProgram(args);
    assert.equal(await program.ended, 0);
    assert.equal(
      program.stdout(),
      [
        "region-0: stall, no response, after 5 ms",
        "region-1: ok, status 200, after 5 ms",
        'warning: control: unknown field: "oops"',
        "",
      ].join("\n"),
    );
  });
});
