/** Bodies in protobuf that are odd or invalid; what is expected is what Go's protobuf makes of them. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fromBinary, toJson, type DescMessage } from "@bufbuild/protobuf";
import { RoomCompositeEgressRequestSchema } from "../gen/livekit_egress_pb.js";
import { RoomSchema } from "../gen/livekit_models_pb.js";
import {
  CreateRoomRequestSchema,
  ListRoomsRequestSchema,
  SendDataRequestSchema,
  UpdateParticipantRequestSchema,
} from "../gen/livekit_room_pb.js";
import { describe as lineOf, Findings } from "../src/util/findings.js";
import { decodeRequest } from "../src/twirp/codec.js";
import { call } from "./support/call.js";
import { startTestMock } from "./support/mock.js";
import { brief } from "./support/brief.js";

/** What is odd, the body in hexadecimal, the message in JSON, and its findings. */
type Row = readonly [name: string, hex: string, json: unknown, ...findings: string[]];

const createRoom: readonly Row[] = [
  [
    "a number for a string",
    "08 01 10 ac 02",
    { emptyTimeout: 300 },
    "body.name wrongWireType: VARINT",
  ],
  [
    "32 bits for a string",
    "0a 01 61 0d 00 00 00 00 10 ac 02",
    { name: "a", emptyTimeout: 300 },
    "body.name wrongWireType: I32",
  ],
  [
    "64 bits for a number",
    "11 00 00 00 00 00 00 00 00 1a 01 61 0a 01 61",
    { name: "a" },
    "body.emptyTimeout wrongWireType: I64",
    "body.maxParticipants wrongWireType: LEN",
  ],
  [
    "a group for a string",
    "0b 0a 01 62 10 1e 0c 10 ac 02",
    { emptyTimeout: 300 },
    "body.name wrongWireType: SGROUP",
  ],
  [
    "a number for a message",
    "30 01 10 05",
    { emptyTimeout: 5 },
    "body.egress wrongWireType: VARINT",
  ],
  [
    "a number for a string in a message",
    "32 06 0a 04 08 01 18 01 10 05",
    { emptyTimeout: 5, egress: { room: { audioOnly: true } } },
    "body.egress.room.roomName wrongWireType: VARINT",
  ],
  [
    "a number for a string in an entry of a list",
    "72 05 08 01 0a 01 61 70 00 72 03 0a 01 62",
    { agents: [{ agentName: "a" }, { agentName: "b" }] },
    "body.agents.agentName wrongWireType: VARINT",
    "body.agents wrongWireType: VARINT",
  ],
  [
    "a number for a map's entry",
    "78 01 7a 06 0a 01 61 12 01 62",
    { tags: { a: "b" } },
    "body.tags wrongWireType: VARINT",
  ],
  [
    "a number for a map's key",
    "7a 05 08 01 12 01 62 10 05",
    { tags: { "": "b" }, emptyTimeout: 5 },
    "body.tags wrongWireType of a map key: VARINT",
  ],
  [
    "32 bits for a map's value",
    "7a 08 0a 01 61 15 00 00 00 00 10 05",
    { tags: { a: "" }, emptyTimeout: 5 },
    "body.tags wrongWireType of a map value: I32",
  ],
  [
    "an unknown field of a map's entry",
    "7a 08 0a 01 61 12 01 62 18 01",
    { tags: { a: "b" } },
    "body.tags unknownFieldNumber of a map entry: 3",
  ],
  ["a map's entry without key and value", "7a 00", { tags: { "": "" } }],
  [
    "map entries without key or without value",
    "7a 03 0a 01 61 7a 03 12 01 62",
    { tags: { a: "", "": "b" } },
  ],
  ["a map's key twice", "7a 06 0a 01 61 12 01 62 7a 06 0a 01 61 12 01 63", { tags: { a: "c" } }],
  [
    "a message twice",
    "32 04 0a 02 18 01 32 07 0a 05 12 03 61 62 63",
    { egress: { room: { audioOnly: true, layout: "abc" } } },
  ],
  ["a number twice", "10 01 10 02", { emptyTimeout: 2 }],
  ["a number in more bytes than it needs", "10 ac 82 00", { emptyTimeout: 300 }],
  ["a tag in more bytes than it needs", "90 80 80 80 80 00 ac 02", { emptyTimeout: 300 }],
  ["a tag in ten bytes", "90 80 80 80 80 80 80 80 80 00 ac 02", { emptyTimeout: 300 }],
  ["a number of 64 bits", "10 ff ff ff ff ff ff ff ff ff 01", { emptyTimeout: 4294967295 }],
  ["a number whose low 32 bits are 0", "10 80 80 80 80 20", {}],
  ["a boolean of 7", "48 07", { syncStreams: true }],
  ["a boolean whose low 32 bits are 0", "48 80 80 80 80 80 01", { syncStreams: true }],
  ["a byte order mark in a string", "0a 04 ef bb bf 61", { name: "\ufeffa" }],
  [
    "a group that is unknown",
    "a3 06 08 01 ab 06 ac 06 a4 06 10 05",
    { emptyTimeout: 5 },
    "body unknownFieldNumber of livekit.CreateRoomRequest: 100",
  ],
  [
    "a field in an unknown group whose number has 30 bits",
    "a3 06 80 80 80 80 10 00 a4 06 10 05",
    { emptyTimeout: 5 },
    "body unknownFieldNumber of livekit.CreateRoomRequest: 100",
  ],
];

const others: readonly (readonly [DescMessage, readonly Row[]])[] = [
  [
    ListRoomsRequestSchema,
    [
      [
        "a number in a list of strings",
        "0a 01 61 08 01 0a 01 62",
        { names: ["a", "b"] },
        "body.names wrongWireType: VARINT",
      ],
    ],
  ],
  [
    UpdateParticipantRequestSchema,
    [
      [
        "a packed list",
        "22 04 4a 02 01 02",
        { permission: { canPublishSources: ["CAMERA", "MICROPHONE"] } },
      ],
      [
        "an unpacked list",
        "22 04 48 01 48 02",
        { permission: { canPublishSources: ["CAMERA", "MICROPHONE"] } },
      ],
      [
        "a list in both forms",
        "22 07 4a 00 48 01 4a 01 03",
        { permission: { canPublishSources: ["CAMERA", "SCREEN_SHARE"] } },
      ],
      [
        "32 bits in a list of enums",
        "22 07 4d 01 00 00 00 18 01",
        { permission: { canPublishData: true } },
        "body.permission.canPublishSources wrongWireType: I32",
      ],
    ],
  ],
  [
    RoomCompositeEgressRequestSchema,
    [
      [
        "a number for a message of a oneof",
        "40 07 48 01",
        { preset: "PORTRAIT_H264_1080P_60" },
        "body.advanced wrongWireType: VARINT",
      ],
      ["a oneof twice", "40 07 4a 02 08 01", { advanced: { width: 1 } }],
      ["a oneof three times", "4a 02 08 01 40 07 4a 02 10 02", { advanced: { height: 2 } }],
      ["a oneof's message twice", "4a 02 08 01 4a 02 10 02", { advanced: { width: 1, height: 2 } }],
      [
        "a oneof's message twice, with another wire type between",
        "4a 02 08 01 48 07 4a 02 10 02",
        { advanced: { width: 1, height: 2 } },
        "body.advanced wrongWireType: VARINT",
      ],
    ],
  ],
  [
    SendDataRequestSchema,
    [
      ["an enum's unknown number", "18 63", { kind: 99 }],
      ["an enum's negative number", "18 fd ff ff ff ff ff ff ff ff 01", { kind: -3 }],
      ["an enum's negative number in 32 bits", "18 fd ff ff ff 0f", { kind: -3 }],
      ["an optional string that is empty", "2a 00", { topic: "" }],
    ],
  ],
];

/** Bodies that Go refuses, behind a name. */
const invalid: readonly (readonly [name: string, hex: string])[] = [
  ["invalid UTF-8", "0a 01 ff"],
  ["half of a surrogate pair", "0a 03 ed a0 80"],
  ["invalid UTF-8 in a map's key", "7a 05 0a 01 ff 12 00"],
  ["a tag alone", "10"],
  ["the tag of an entry alone", "72"],
  ["a length over the end", "2a 05 61"],
  ["a length over the end of a string of the wrong wire type", "1a 05 61"],
  ["a length of 64 bits", "22 81 80 80 80 10 61"],
  ["a length over the end of its message", "32 04 0a 02 0a 05 10 01 10 01 10 01 10 01"],
  ["a number over the end of its message", "32 03 0a 01 18 01"],
  ["the field number 0", "00 01"],
  ["a field number over 29 bits", "90 80 80 80 10 01"],
  ["an end of no group", "a4 06"],
  ["a group without end", "a3 06 08 01"],
  ["a group with the end of another", "a3 06 ac 06"],
  ["a group with a length over the end", "a3 06 aa 06 05 a4 06"],
  ["a number over 64 bits", "10 ff ff ff ff ff ff ff ff ff 02"],
  ["a number of eleven bytes", "10 80 80 80 80 80 80 80 80 80 80 00"],
  ["an unknown number over 64 bits", "f8 3e 80 80 80 80 80 80 80 80 80 02"],
  ["the wire type 6", "16 00"],
  ["the wire type 7 with an unknown number", "ff 3e 00"],
  ["five bytes for 64 bits", "11 00 00 00 00 00"],
];

const bytesOf = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(" ", ""), "hex");

function read(schema: DescMessage, hex: string): { json: unknown; lines: string[] } {
  const findings = new Findings();
  const { message } = decodeRequest(schema, bytesOf(hex), false, { findings });
  return {
    json: toJson(schema, message),
    lines: findings.list.map((finding) => brief(lineOf(finding))),
  };
}

for (const [schema, rows] of [[CreateRoomRequestSchema, createRoom] as const, ...others]) {
  describe(`a ${schema.name} in protobuf`, () => {
    for (const [name, hex, expected, ...findings] of rows) {
      test(`with ${name} is read`, () => {
        const { json, lines } = read(schema, hex);
        assert.deepEqual(json, expected);
        assert.deepEqual(lines, findings);
      });
    }
  });
}

describe("a CreateRoomRequest in protobuf", () => {
  for (const [name, hex] of invalid) {
    test(`with ${name} does not decode`, () => {
      const { json, lines } = read(CreateRoomRequestSchema, `0a 01 61 ${hex}`);
      assert.equal((json as { name: string }).name, "a");
      assert.equal(lines.length, 1, lines.join("\n"));
      assert.match(lines[0]!, /^body doesNotDecode: /);
    });
  }

  test("that does not decode keeps what was read of its messages", () => {
    const { json } = read(CreateRoomRequestSchema, "32 06 0a 04 18 01 0a 05 10 05");
    assert.deepEqual(json, { egress: { room: { audioOnly: true } } });
  });
});

describe("a call with a field of the wrong wire type", () => {
  const path = "livekit.RoomService/CreateRoom";
  const request = { type: "application/protobuf", body: bytesOf("10 05 08 01 18 ac 02") };

  test("gets its response, and a warning", async () => {
    const mock = await startTestMock();
    const control = { skipAuth: true };
    const { status, bytes, warnings } = await call(mock.url, path, { ...request, control });
    assert.equal(status, 200);
    assert.deepEqual(warnings, ["body.name wrongWireType: VARINT"]);
    const { emptyTimeout, maxParticipants } = fromBinary(RoomSchema, bytes);
    assert.deepEqual([emptyTimeout, maxParticipants], [5, 300]);
  });

  test("gets 400 in strict mode", async () => {
    const mock = await startTestMock();
    const control = { skipAuth: true, strict: true };
    const { status, text } = await call(mock.url, path, { ...request, control });
    assert.equal(status, 400);
    assert.match(text, /^{"code":"malformed","msg":"mock: strict: body.name: wrong wire type/);
  });
});
