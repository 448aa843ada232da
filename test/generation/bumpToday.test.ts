/** Bumps of the project as it is: from its own protos, and from them after a dozen edits. */
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
  // A method whose service has one grant, and one that is gone there.
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
  // The field of a room has another name.
  [
    "livekit_room.proto",
    "message SendDataRequest {\n  string room = 1;",
    "message SendDataRequest {\n  string room_name = 1;",
  ],
  // Fields that came, one of them populated; one that went; one of another type and number.
  [
    "livekit_models.proto",
    "  TimedVersion version = 13;\n}",
    "  TimedVersion version = 13;\n  string node_id = 16;\n  string plan = 17 [deprecated = true];\n}",
  ],
  ["livekit_models.proto", "  string turn_password = 6;\n", "  reserved 6;\n"],
  ["livekit_models.proto", "  uint32 num_publishers = 11;", "  string num_publishers = 12;"],
  // A field that may be absent now, and one that is in a oneof.
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
  // A message in a file of its own, which another one carries.
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
  // A comment and an option, which stay out.
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

/** Every line of it was compared with the edits above. */
const report = `# LiveKit protocol 1.50.4-41 to 2.0.0

Made from \`../input1\`. Methods of the API: 94, of 11 services, as before.

| | came | went | changed |
|---|---|---|---|
| methods | 1 | 1 | 0 |
| messages | 1 | 0 | 1 |
| fields | 4 | 1 | 3 |
| enum values | 1 | 1 | 1 |

## What a client notices

- \`livekit.Egress/PauseEgress\` is new. It needs \`video.roomRecord\`, and its answer is populated with \`egress_id\` (the request's egress_id, else "MOCK_EGRESS_ID"), \`room_id\` ("MOCK_ROOM_ID"), \`stream_results\` (one livekit.StreamInfo), \`file_results\` (one livekit.FileInfo), \`segment_results\` (one livekit.SegmentsInfo), \`image_results\` (one livekit.ImagesInfo).
- \`livekit.Ingress/DeleteIngress\` is gone: a client that still calls it gets an empty success, and a warning.
- \`livekit.RoomService/SendData\` reads its room from \`room_name\`, no longer \`room\`.
- \`livekit.Room\`, in the answers of 6 methods, and in the signal connection: \`num_publishers\` is string, was uint32, \`num_publishers\` has the number 12, was 11; \`turn_password\` is gone; \`node_id\`, \`plan\` are new.
- \`livekit.SIPStatus\`, in the answer of \`livekit.SIP/TransferSIPParticipant\`: \`cause\` is new.
- \`livekit.SendDataRequest\`, in the request of \`livekit.RoomService/SendData\`: \`room\` is now \`room_name\`, another name in JSON, the same in protobuf; \`nonce\` is optional bytes, was bytes.
- \`livekit.SimulateScenario\`, in the signal connection: \`lose_media\` is new.
- \`livekit.ConnectionQuality\`, in the signal connection: \`EXCELLENT\` is now \`PERFECT\`, another name in JSON, the same in protobuf; \`GONE\` is new.
- \`livekit.SIPTransport\`, in the requests of \`livekit.SIP/CreateSIPOutboundTrunk\`, \`livekit.SIP/UpdateSIPOutboundTrunk\`, \`livekit.SIP/CreateSIPParticipant\`, and in the answers of 6 methods: \`SIP_TRANSPORT_TLS\` is gone.

## Breaks on the wire (buf breaking)

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
  - \`PauseEgress\` came: request livekit.StopEgressRequest, answer livekit.EgressInfo
- \`livekit.Ingress\`
  - \`DeleteIngress\` went: request livekit.DeleteIngressRequest, answer livekit.IngressInfo

## Messages and fields

- \`livekit.Cause\` came, in \`livekit_cause.proto\`
  - \`q850\`: int32, number 1
  - \`texts\`: repeated string, number 2
- \`livekit.Room\` now with reserved numbers 6
  - \`turn_password\` went: string, number 6
  - \`num_publishers\` type from uint32 to string; number from 11 to 12
  - \`node_id\` came: string, number 16
  - \`plan\` came: string, number 17, deprecated
- \`livekit.SIPStatus\`
  - \`cause\` came: livekit.Cause, number 3
- \`livekit.SendDataRequest\`
  - \`room_name\` was called \`room\`
  - \`nonce\` type from bytes to optional bytes
- \`livekit.SimulateScenario\`
  - \`lose_media\` came: bool, number 10, oneof scenario

## Enums and values

- \`livekit.ConnectionQuality\`
  - \`PERFECT\` was called \`EXCELLENT\`
  - \`GONE\` came: number 4
- \`livekit.SIPTransport\`
  - \`SIP_TRANSPORT_TLS\` went: number 3

## Populated defaults

- \`livekit.RoomService/CreateRoom\`: \`node_id\` is now the request's node_id, else "MOCK_NODE_ID"
- \`livekit.RoomService/ListRooms\`: \`rooms\` is now one livekit.Room with sid "MOCK_SID", node_id "MOCK_NODE_ID"; it was one livekit.Room with sid "MOCK_SID"
- \`livekit.RoomService/UpdateRoomMetadata\`: \`node_id\` is now "MOCK_NODE_ID"

## Files

- \`livekit_cause.proto\` came

## Left out

- \`livekit.Ingress/WatchIngress\` streams, which Twirp cannot.
`;

describe("a bump of the project", () => {
  test("to its own protocol changes nothing but the record of where it is from", () =>
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

  test("there and back leaves everything but that record as it was", () =>
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
