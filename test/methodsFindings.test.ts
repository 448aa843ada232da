/** What the mock finds wrong in `methods` as an object. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { callFields, controlFields } from "../src/control/fields.js";
import { ControlError, control } from "../src/library/index.js";
import { call, request } from "./support/call.js";
import { findingsOf } from "./support/findingsOf.js";
import { startTestMock } from "./support/mock.js";
import { tokenFor } from "./support/token.js";
import { withMock } from "./support/withMock.js";

interface Row {
  readonly name: string;
  readonly control: object;
  readonly findings: readonly string[];
}

const rows: readonly Row[] = [
  {
    name: "keys that are no methods",
    control: { methods: { CreateRooms: {}, createroom: {}, "livekit.Egres/*": {}, xyz: 1 } },
    findings: [
      'X-Lk-Mock.methods unknownMethod: "CreateRooms" -> CreateRoom',
      'X-Lk-Mock.methods unknownMethod: "createroom" -> CreateRoom',
      'X-Lk-Mock.methods unknownMethod: "livekit.Egres/*" -> livekit.Egress/*',
      'X-Lk-Mock.methods unknownMethod: "xyz"',
    ],
  },
  {
    name: "a key that every object has",
    control: JSON.parse('{"methods":{"__proto__":{"failStatus":429}}}') as object,
    findings: ['X-Lk-Mock.methods unknownMethod: "__proto__"'],
  },
  {
    name: "neither a list nor an object",
    control: { methods: "CreateRoom" },
    findings: ['X-Lk-Mock.methods wrongType: "CreateRoom"'],
  },
  {
    name: "fields that are not an object",
    control: { methods: { CreateRoom: [] } },
    findings: ['X-Lk-Mock.methods["CreateRoom"] wrongType: a list'],
  },
  {
    name: "an unknown field",
    control: { methods: { CreateRoom: { delayMS: 1, delaysMs: 1 } } },
    findings: ['X-Lk-Mock.methods["CreateRoom"] unknownField: "delaysMs" -> delayMs'],
  },
  {
    name: "wrong values in fields",
    control: { methods: { "*": { failStatus: 99, delayMs: "1", headers: { Te: "" } } } },
    findings: [
      'X-Lk-Mock.methods["*"].failStatus outOfRange: 99 (200 to 599)',
      'X-Lk-Mock.methods["*"].delayMs wrongType: "1"',
      'X-Lk-Mock.methods["*"].headers["Te"] cannotBeSet',
    ],
  },
  {
    name: "regions, URLs and ranges",
    control: {
      methods: {
        CreateRoom: { failMode: "redirect", redirectTo: 3, pinnedRegions: ["region-9"] },
        ListRooms: { failMode: "redirect", redirectTo: "x", delayMs: { min: 2, max: 1 } },
      },
    },
    findings: [
      'methods["CreateRoom"].pinnedRegions unknownRegion: "region-9" -> region-0',
      'methods["CreateRoom"].redirectTo unknownRegion: 3 (0 to 2)',
      'methods["ListRooms"].redirectTo invalidUrl: "x"',
      'methods["ListRooms"].delayMs.min outOfRange: 2',
    ],
  },
  {
    name: "all of that in perRegion",
    control: {
      perRegion: {
        1: { methods: { CreateRoom: { failMode: "drop", failMeta: {} }, Create: {} } },
        "*": { methods: { "*": { delayMs: { min: 2, max: 1 }, perRegion: {} } } },
      },
    },
    findings: [
      'X-Lk-Mock.perRegion["1"].methods unknownMethod: "Create"',
      'X-Lk-Mock.perRegion["*"].methods["*"].perRegion notReadHere',
      'perRegion["*"].methods["*"].delayMs.min outOfRange: 2',
      'perRegion["1"].methods["CreateRoom"].failMeta noEffect',
    ],
  },
  {
    name: "an option of a method that does not fail",
    control: { methods: { CreateRoom: { retryAfter: 1 }, ListRooms: { failUntil: 1 } } },
    findings: [
      'methods["CreateRoom"].retryAfter noEffect',
      'methods["ListRooms"].failUntil noEffect',
    ],
  },
  {
    name: "an option that the method's mode does not have",
    control: { methods: { CreateRoom: { failMode: "drop", failStatus: 500 } } },
    findings: ['methods["CreateRoom"].failStatus noEffect'],
  },
  {
    name: "a failure outside of failRegions",
    control: { failRegions: [], methods: { CreateRoom: { failStatus: 429 } } },
    findings: ['methods["CreateRoom"].failStatus noEffect'],
  },
  {
    name: "common fields that every method overrides",
    control: { failRegions: [0], failStatus: 500, methods: { "*": { failStatus: 501 } } },
    findings: ["failStatus noEffect"],
  },
  {
    name: "fields of perRegion that every method overrides",
    control: {
      perRegion: { 1: { failStatus: 500, methods: { "*": { failStatus: 501 } } } },
    },
    findings: ['perRegion["1"].failStatus noEffect'],
  },
  {
    name: "common methods if each region has its own",
    control: {
      methods: { CreateRoom: { failStatus: 500 } },
      perRegion: { "*": { methods: [] } },
    },
    findings: ['methods["CreateRoom"].failStatus noEffect'],
  },
  {
    name: "redirects with another status",
    control: {
      failMode: "redirect",
      methods: { CreateRoom: { failStatus: 200 }, ListRooms: { failStatus: 302 } },
    },
    findings: ['methods["CreateRoom"].failStatus notARedirect: 200'],
  },
];

describe("methods: the mock reports", () => {
  for (const { name, control: fields, findings } of rows) {
    test(name, () => {
      assert.deepEqual(findingsOf(fields), findings);
    });
  }

  const callNames = new Set<string>(callFields.map(({ name }) => name));
  const others = controlFields.map(({ name }) => name).filter((name) => !callNames.has(name));

  test("each field of the control that no method can have, in any case", () => {
    assert.equal(others.length, 11);
    for (const name of others) {
      assert.deepEqual(findingsOf({ methods: { CreateRoom: { [name.toUpperCase()]: 1 } } }), [
        `X-Lk-Mock.methods["CreateRoom"].${name} notReadHere`,
      ]);
    }
  });

  test("what only a page of the same site can set", async () => {
    const mock = await startTestMock();
    const own = { methods: { CreateRoom: { id: "a", headers: { "X-A": "b" } } } };
    const token = tokenFor(own, { video: { roomCreate: true } });
    const url = `${mock.url}/twirp/livekit.RoomService/CreateRoom?access_token=${token}`;
    const type = "application/json";
    const { headers, warnings } = await request(url, {
      ...{ method: "POST", type, body: {} },
      headers: { Origin: "http://other.test" },
    });
    assert.deepEqual([headers["x-lk-mock-id"], headers["x-a"]], ["a", undefined]);
    assert.deepEqual(warnings, [
      'lk.mock.methods["CreateRoom"].headers crossSite: a page of another site sent it',
    ]);
  });
});

describe("methods: the mock does not report", () => {
  for (const [name, fields] of [
    ["null", { methods: { CreateRoom: null, ListRooms: { delayMs: null } } }],
    ["an object without keys", { methods: {} }],
    [
      "a common option that one method needs",
      { retryAfter: 1, methods: { CreateRoom: { failStatus: 429 } } },
    ],
    [
      "an option of perRegion that one method needs",
      { perRegion: { 1: { retryAfter: 1 } }, methods: { CreateRoom: { failStatus: 429 } } },
    ],
    [
      "an option of a method in failRegions",
      { failRegions: [0], methods: { CreateRoom: { retryAfter: 1 } } },
    ],
    [
      "common fields that one method overrides",
      { failRegions: [0], failStatus: 500, methods: { CreateRoom: { failStatus: 501 } } },
    ],
    [
      "a common failUntil for other requests",
      { failUntil: 1, rtcStatus: 500, methods: { "*": { failStatus: 429, failUntil: 2 } } },
    ],
  ] as const) {
    test(name, () => {
      assert.deepEqual(findingsOf(fields), []);
    });
  }
});

describe("methods with a finding", () => {
  const wrong = { methods: { CreateRooms: { failStatus: 429 } } };

  test("have no effect", async () => {
    const mock = await startTestMock();
    const fields = { methods: { ...wrong.methods, "livekit.Future/Call": { failStatus: 429 } } };
    for (const path of ["livekit.RoomService/CreateRooms", "livekit.Future/Call"]) {
      assert.equal((await call(mock.url, path, { control: fields })).status, 200);
    }
  });

  test("are refused in strict mode", async () => {
    const mock = await startTestMock({ strict: true });
    const { status, text } = await call(mock.url, "livekit.RoomService/CreateRoom", {
      control: wrong,
    });
    assert.equal(status, 400);
    assert.match(text, /^\{"code":"invalid_argument","msg":"mock: strict: X-Lk-Mock\.methods: /);
  });

  test("are refused as a default control, and by the library", async () => {
    const message = /^control\.methods: unknown method: "CreateRooms"; did you mean CreateRoom\?$/;
    const rejected = withMock({ control: wrong as object }, () => undefined);
    await assert.rejects(rejected, { name: "SettingsError", message });
    assert.throws(() => control(wrong as object), ControlError);
  });
});
