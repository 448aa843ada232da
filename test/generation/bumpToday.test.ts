/** Bumps of the real project: to its own protos, and to the same protos with a dozen edits. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { readTree } from "../../scripts/tree.js";
import { inProject } from "./support/project.js";
import { edit, type Edit } from "./support/protocol.js";
import { root, type Files } from "./support/protos.js";

const today: Files = Object.fromEntries(
  [...readTree(join(root, "proto"))].filter(([path]) => path.endsWith(".proto")),
);

const edits: readonly Edit<string>[] = [
  // A new method and a removed one, each in a service with a single grant.
  [
    "livekit_egress.proto",
    "  rpc StopEgress(",
    "  // Holds it.\n  rpc PauseEgress(StopEgressRequest) returns (EgressInfo);\n  rpc StopEgress(",
  ],
  [
    "livekit_ingress.proto",
    "  rpc DeleteIngress(DeleteIngressRequest) returns (IngressInfo);\n",
    "  rpc WatchIngress(ListIngressRequest) returns (stream IngressInfo);\n",
  ],
  // A renamed room field.
  [
    "livekit_room.proto",
    "message SendDataRequest {\n  string room = 1;",
    "message SendDataRequest {\n  string room_name = 1;",
  ],
  // New fields, one of them populated; a removed one; one with another type and number.
  [
    "livekit_models.proto",
    "  TimedVersion version = 13;\n}",
    "  TimedVersion version = 13;\n  string node_id = 16;\n  string plan = 17 [deprecated = true];\n}",
  ],
  ["livekit_models.proto", "  string turn_password = 6;\n", "  reserved 6;\n"],
  ["livekit_models.proto", "  uint32 num_publishers = 11;", "  string num_publishers = 12;"],
  // A field that is now optional, and a new one in a oneof.
  ["livekit_room.proto", "  bytes nonce = 7;", "  optional bytes nonce = 7;"],
  [
    "livekit_rtc.proto",
    "    bool leave_request_full_reconnect = 9;\n",
    "    bool leave_request_full_reconnect = 9;\n    bool lose_media = 10;\n",
  ],
  // Enum values.
  [
    "livekit_models.proto",
    "  EXCELLENT = 2;\n  LOST = 3;",
    "  PERFECT = 2;\n  LOST = 3;\n  GONE = 4;",
  ],
  ["livekit_sip.proto", "  SIP_TRANSPORT_TLS = 3;\n", ""],
  // A new file with a message that another one contains.
  [
    "livekit_sip.proto",
    "message SIPStatus {\n  SIPStatusCode code = 1;",
    "message SIPStatus {\n  Cause cause = 3;\n  SIPStatusCode code = 1;",
  ],
  [
    "livekit_sip.proto",
    'import "livekit_models.proto";',
    'import "livekit_cause.proto";\nimport "livekit_models.proto";',
  ],
  // A comment and an option, which are dropped.
  [
    "livekit_token_source.proto",
    'syntax = "proto3";\n\npackage livekit;',
    'syntax = "proto3";\n\n// The package.\npackage livekit;\n\noption go_package = "livekit";',
  ],
];

const cause = `syntax = "proto3";
package livekit;
message Cause { int32 q850 = 1; repeated string texts = 2; }
`;

/** Checked line by line against the edits above. */
const report = `# LiveKit protocol 1.50.4-41 to 2.0.0

Built from \`../input1\`. The API has 94 methods in 11 services, as before.

| | added | removed | changed |
|---|---|---|---|
| methods | 1 | 1 | 0 |
| messages | 1 | 0 | 1 |
| fields | 4 | 1 | 3 |
| enum values | 1 | 1 | 1 |

## What clients notice

- \`livekit.Egress/PauseEgress\` is new. It needs \`video.roomRecord\`, and its response is populated with \`egress_id\` (the request's egress_id, or "MOCK_EGRESS_ID"), \`room_id\` ("MOCK_ROOM_ID"), \`stream_results\` (one livekit.StreamInfo), \`file_results\` (one livekit.FileInfo), \`segment_results\` (one livekit.SegmentsInfo), \`image_results\` (one livekit.ImagesInfo).
- \`livekit.Ingress/DeleteIngress\` is gone: a client that still calls it gets an empty success, and a warning.
- \`livekit.RoomService/SendData\` reads its room from \`room_name\`, no longer \`room\`.
- \`livekit.Room\`, in the responses of 6 methods, and in the signal connection: \`num_publishers\` is string, was uint32, \`num_publishers\` has number 12, was 11; \`turn_password\` is gone; \`node_id\`, \`plan\` are new.
- \`livekit.SIPStatus\`, in the response of \`livekit.SIP/TransferSIPParticipant\`: \`cause\` is new.
- \`livekit.SendDataRequest\`, in the request of \`livekit.RoomService/SendData\`: \`room\` is renamed to \`room_name\`, which changes JSON but not protobuf; \`nonce\` is optional bytes, was bytes.
- \`livekit.SimulateScenario\`, in the signal connection: \`lose_media\` is new.
- \`livekit.ConnectionQuality\`, in the signal connection: \`EXCELLENT\` is renamed to \`PERFECT\`, which changes JSON but not protobuf; \`GONE\` is new.
- \`livekit.SIPTransport\`, in the requests of \`livekit.SIP/CreateSIPOutboundTrunk\`, \`livekit.SIP/UpdateSIPOutboundTrunk\`, \`livekit.SIP/CreateSIPParticipant\`, and in the responses of 6 methods: \`SIP_TRANSPORT_TLS\` is gone.

## Breaking changes (buf breaking)

- \`livekit_models.proto\`: Enum value "2" on enum "ConnectionQuality" changed name from "EXCELLENT" to "PERFECT". (ENUM_VALUE_SAME_NAME)
- \`livekit_models.proto\`: Previously present field "11" with name "num_publishers" on message "Room" was deleted without reserving the name "num_publishers". (FIELD_NO_DELETE_UNLESS_NAME_RESERVED)
- \`livekit_models.proto\`: Previously present field "6" with name "turn_password" on message "Room" was deleted without reserving the name "turn_password". (FIELD_NO_DELETE_UNLESS_NAME_RESERVED)
- \`livekit_models.proto\`: Previously present field "11" with name "num_publishers" on message "Room" was deleted without reserving the number "11". (FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED)
- \`livekit_room.proto\`: Field "1" with name "room_name" on message "SendDataRequest" changed option "json_name" from "room" to "roomName". (FIELD_SAME_JSON_NAME)
- \`livekit_room.proto\`: Field "1" on message "SendDataRequest" changed name from "room" to "room_name". (FIELD_SAME_NAME)
- \`livekit_sip.proto\`: Previously present enum value "3" on enum "SIPTransport" was deleted without reserving the name "SIP_TRANSPORT_TLS". (ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED)
- \`livekit_sip.proto\`: Previously present enum value "3" on enum "SIPTransport" was deleted without reserving the number "3". (ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED)

## Services and methods

- \`livekit.Egress\`
  - \`PauseEgress\` added: request livekit.StopEgressRequest, response livekit.EgressInfo
- \`livekit.Ingress\`
  - \`DeleteIngress\` removed: request livekit.DeleteIngressRequest, response livekit.IngressInfo

## Messages and fields

- \`livekit.Cause\` added, in \`livekit_cause.proto\`
  - \`q850\`: int32, number 1
  - \`texts\`: repeated string, number 2
- \`livekit.Room\` now with reserved numbers 6
  - \`turn_password\` removed: string, number 6
  - \`num_publishers\` type from uint32 to string; number from 11 to 12
  - \`node_id\` added: string, number 16
  - \`plan\` added: string, number 17, deprecated
- \`livekit.SIPStatus\`
  - \`cause\` added: livekit.Cause, number 3
- \`livekit.SendDataRequest\`
  - \`room_name\` renamed from \`room\`
  - \`nonce\` type from bytes to optional bytes
- \`livekit.SimulateScenario\`
  - \`lose_media\` added: bool, number 10, oneof scenario

## Enums and values

- \`livekit.ConnectionQuality\`
  - \`PERFECT\` renamed from \`EXCELLENT\`
  - \`GONE\` added: number 4
- \`livekit.SIPTransport\`
  - \`SIP_TRANSPORT_TLS\` removed: number 3

## Default responses

- \`livekit.RoomService/CreateRoom\`: \`node_id\` is now the request's node_id, or "MOCK_NODE_ID"
- \`livekit.RoomService/ListRooms\`: \`rooms\` is now one livekit.Room with sid "MOCK_SID", node_id "MOCK_NODE_ID"; it was one livekit.Room with sid "MOCK_SID"
- \`livekit.RoomService/UpdateRoomMetadata\`: \`node_id\` is now "MOCK_NODE_ID"
- 5 methods: \`livekit.Room.turn_password\`, if rich, is no longer populated; it was "mock-turn_password"
- 5 methods: \`livekit.Room.num_publishers\`, if rich, is now "mock-num_publishers"; it was 1
- 5 methods: \`livekit.Room.node_id\`, if rich, is now "MOCK_NODE_ID"
- 5 methods: \`livekit.Room.plan\`, if rich, is now "mock-plan"
- \`livekit.SIP/TransferSIPParticipant\`: \`livekit.SIPStatus.cause\`, if rich, is now a livekit.Cause

## Files

- \`livekit_cause.proto\` added

## Left out

- \`livekit.Ingress/WatchIngress\` streams, which Twirp does not support.
`;

describe("a bump of the project", () => {
  test("to its own protocol changes only proto/SOURCE", () =>
    inProject(async (project) => {
      const before = project.tree();
      const { status, stdout, stderr } = await project.bump(today);
      assert.equal(status, 0, stderr);
      assert.match(stdout, /\n\nThe schema is the same\.\n$/);
      const changed = [...project.tree()].filter(([path, text]) => before.get(path) !== text);
      assert.deepEqual(
        changed.map(([path]) => path),
        ["proto/SOURCE"],
      );
      assert.equal(project.tree().size, before.size);
    }));

  test("there and back changes only proto/SOURCE", () =>
    inProject(async (project) => {
      const before = project.tree();
      const input = { ...edit(today, edits), "livekit_cause.proto": cause };
      const there = await project.bump(input, "--revision", "2.0.0");
      assert.equal(there.status, 0, there.stderr);
      assert.equal(there.stdout, report);
      assert.equal((await project.check()).status, 0);
      const format = await project.run("buf", "format", "--exit-code", "--diff");
      assert.equal(format.status, 0, format.stdout);
      const back = await project.bump(today);
      assert.equal(back.status, 0, back.stderr);
      const after = new Map([...project.tree()]);
      assert.notEqual(after.get("proto/SOURCE"), before.get("proto/SOURCE"));
      after.set("proto/SOURCE", before.get("proto/SOURCE") ?? "");
      assert.deepEqual(after, before);
    }));
});
