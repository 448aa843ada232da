/** The type of `methods` knows each method's response. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { methods } from "../gen/methods.js";
import { methodKeys } from "../src/control/methodPatterns.js";
import { control, type MockControl } from "../src/library/index.js";
import { call } from "./support/call.js";
import { startTestMock } from "./support/mock.js";

const readOnly = {
  methods: { ListRooms: { response: { rooms: [{ enabledCodecs: [{ mime: "video/VP8" }] }] } } },
} as const;

/** Controls that compile. */
const valid: readonly MockControl[] = [
  { methods: { CreateRoom: { response: { name: "x" } } } },
  { methods: { "livekit.RoomService/CreateRoom": { response: { name: "x", creationTime: "7" } } } },
  { methods: { ListRooms: { response: { rooms: [{ name: "x" }] } } } },
  {
    methods: {
      StopEgress: { response: { status: "EGRESS_ENDING", fileResults: [{ size: "7" }] } },
    },
  },
  { methods: { DeleteRoom: { response: {} } } },
  { methods: { "livekit.Egress/*": { response: { any: 1 } }, "*": { response: { any: [{}] } } } },
  { methods: { CreateRoom: { failStatus: 429, retryAfter: 2 } } },
  readOnly,
  { methods: ["CreateRoom"], perRegion: { 0: { methods: { CreateRoom: { delayMs: 1 } } } } },
];

interface WrongRow {
  readonly control: MockControl;
  /** The method that is called; `CreateRoom` if absent. */
  readonly method?: string;
  /** What the mock finds in the control. */
  readonly finding: string;
}

/** Controls that do not compile. */
const wrong: readonly WrongRow[] = [
  {
    // @ts-expect-error -- the response has no such field
    control: { methods: { CreateRoom: { response: { nmae: "x" } } } },
    finding: 'response unknownField of livekit.Room: "nmae" -> name',
  },
  {
    // @ts-expect-error -- the same for a path
    control: { methods: { "livekit.RoomService/CreateRoom": { response: { nmae: "x" } } } },
    finding: 'response unknownField of livekit.Room: "nmae" -> name',
  },
  {
    // @ts-expect-error -- the same in one region
    control: { perRegion: { 0: { methods: { CreateRoom: { response: { nmae: "x" } } } } } },
    finding: 'response unknownField of livekit.Room: "nmae" -> name',
  },
  {
    // @ts-expect-error -- a message in the response has no such field
    control: { methods: { ListRooms: { response: { rooms: [{ nmae: "x" }] } } } },
    method: "ListRooms",
    finding: 'response.rooms[0] unknownField of livekit.Room: "nmae" -> name',
  },
  {
    // @ts-expect-error -- the response has no fields
    control: { methods: { DeleteRoom: { response: { name: "x" } } } },
    method: "DeleteRoom",
    finding: 'response unknownField of livekit.DeleteRoomResponse: "name"',
  },
  {
    // @ts-expect-error -- the field is a string
    control: { methods: { CreateRoom: { response: { name: 7 } } } },
    finding:
      "response doesNotDecode: cannot decode field livekit.Room.name from JSON: expected string, got 7",
  },
  {
    // @ts-expect-error -- there is no such method
    control: { methods: { CreateRooms: {} } },
    finding: 'X-Lk-Mock.methods unknownMethod: "CreateRooms" -> CreateRoom',
  },
  {
    // @ts-expect-error -- there is no such service
    control: { methods: { "livekit.RoomServices/*": {} } },
    finding: 'X-Lk-Mock.methods unknownMethod: "livekit.RoomServices/*" -> livekit.RoomService/*',
  },
  {
    // @ts-expect-error -- not an object
    control: { methods: { "livekit.Egress/*": { response: 1 } } },
    finding: 'X-Lk-Mock.methods["livekit.Egress/*"].response wrongType: 1',
  },
  {
    // @ts-expect-error -- a field of the whole control
    control: { methods: { CreateRoom: { failRegions: [0] } } },
    finding: 'X-Lk-Mock.methods["CreateRoom"].failRegions notReadHere',
  },
  {
    // @ts-expect-error -- a field for other requests
    control: { methods: { CreateRoom: { discovery: {} } } },
    finding: 'X-Lk-Mock.methods["CreateRoom"].discovery notReadHere',
  },
];

describe("a control with methods", () => {
  for (const one of valid) {
    test(`compiles, and has no finding: ${JSON.stringify(one)}`, () => {
      assert.deepEqual(JSON.parse(control(one)["X-Lk-Mock"]), one);
    });
  }

  for (const { control: fields, method = "CreateRoom", finding } of wrong) {
    test(`does not compile, and has a finding: ${JSON.stringify(fields)}`, async () => {
      const mock = await startTestMock();
      const { warnings } = await call(mock.url, `livekit.RoomService/${method}`, {
        control: fields,
      });
      assert.deepEqual(warnings, [finding]);
    });
  }
});

test("each method has the type of its response, by its path and by its name", () => {
  const text = readFileSync("gen/responses.ts", "utf8");
  const typed = [...text.matchAll(/^ {2}readonly "(.*)": /gm)].map(([, key]) => key);
  const known = [...methods.values()].flatMap(({ path, name }) => [path, name]);
  assert.deepEqual(typed, known);
  for (const key of known) assert.ok(methodKeys.has(key), key);
});
