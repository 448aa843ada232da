/** Edits of the made-up protocol, and what the report says about each. */
import type { Edit } from "./protocol.js";

export interface BumpRow {
  readonly of: string;
  readonly edits: readonly Edit[];
  /** The lines of the report from the counts on, without blank lines. */
  readonly says: readonly string[];
}

export const bumpRows: readonly BumpRow[] = [
  {
    of: "an added method",
    edits: [
      [
        "livekit_room.proto",
        "  rpc CreateRoom(",
        "rpc GetRoom(RoomRequest) returns (Room);\n  rpc CreateRoom(",
      ],
    ],
    says: [
      "| methods | 1 | 0 | 0 |",
      "## What clients notice",
      '- `livekit.RoomService/GetRoom` is new. It needs `video.roomAdmin`, `video.room` for `room`, and its response is populated with `sid` ("MOCK_SID").',
      "## Services and methods",
      "- `livekit.RoomService`",
      "  - `GetRoom` added: request livekit.RoomRequest, response livekit.Room",
    ],
  },
  {
    of: "a deprecated method",
    edits: [
      [
        "livekit_room.proto",
        "rpc DeleteRoom(RoomRequest) returns (DeleteRoomResponse);",
        "rpc DeleteRoom(RoomRequest) returns (DeleteRoomResponse) { option deprecated = true; }",
      ],
    ],
    says: [
      "| methods | 0 | 0 | 1 |",
      "## What clients notice",
      "- `livekit.RoomService/DeleteRoom`: now deprecated.",
      "## Services and methods",
      "- `livekit.RoomService`",
      "  - `DeleteRoom` now deprecated",
    ],
  },
  {
    of: "a method with another response",
    edits: [
      [
        "livekit_room.proto",
        "rpc UpdateRoom(RoomRequest) returns (Room);",
        "rpc UpdateRoom(RoomRequest) returns (Participant);",
      ],
    ],
    says: [
      "| methods | 0 | 0 | 1 |",
      "## What clients notice",
      "- `livekit.RoomService/UpdateRoom`: response from livekit.Room to livekit.Participant.",
      "## Services and methods",
      "- `livekit.RoomService`",
      "  - `UpdateRoom` response from livekit.Room to livekit.Participant",
    ],
  },
  {
    of: "a method with another request",
    edits: [
      [
        "livekit_room.proto",
        "rpc UpdateRoom(RoomRequest) returns (Room);",
        "rpc UpdateRoom(CreateRoomRequest) returns (Room);",
      ],
    ],
    says: [
      "| methods | 0 | 0 | 1 |",
      "## What clients notice",
      "- `livekit.RoomService/UpdateRoom`: request from livekit.RoomRequest to livekit.CreateRoomRequest.",
      "- `livekit.RoomService/UpdateRoom` reads its room from no field, no longer `room`.",
      "## Services and methods",
      "- `livekit.RoomService`",
      "  - `UpdateRoom` request from livekit.RoomRequest to livekit.CreateRoomRequest",
      "## Default responses",
      "- `livekit.RoomService/UpdateRoom`: `name` is now the request's name",
      "- `livekit.RoomService/UpdateRoom`: `max_participants` is now the request's max_participants",
    ],
  },
  {
    of: "a renamed service",
    edits: [["livekit_room.proto", "service RoomService {", "service Rooms {"]],
    says: [
      "| services | 1 | 1 | 0 |",
      "| methods | 4 | 4 | 0 |",
      "## What clients notice",
      "- `livekit.RoomService` is gone: a client that still calls one of its methods gets an empty success, and a warning.",
      "- `livekit.Rooms/CreateRoom` is new. It needs a grant that the policy lacks, and its response is populated with `sid` (\"MOCK_SID\"), `name` (the request's name), `max_participants` (the request's max_participants).",
      "- `livekit.Rooms/DeleteRoom` is new. It needs a grant that the policy lacks, and its response is empty.",
      '- `livekit.Rooms/ListParticipants` is new. It needs a grant that the policy lacks, and its response is populated with `participants` (one livekit.Participant with sid "MOCK_SID").',
      '- `livekit.Rooms/UpdateRoom` is new. It needs a grant that the policy lacks, and its response is populated with `sid` ("MOCK_SID").',
      "## Services and methods",
      "- `livekit.RoomService` removed",
      "  - `CreateRoom` removed: request livekit.CreateRoomRequest, response livekit.Room",
      "  - `DeleteRoom` removed: request livekit.RoomRequest, response livekit.DeleteRoomResponse",
      "  - `ListParticipants` removed: request livekit.RoomRequest, response livekit.ListParticipantsResponse",
      "  - `UpdateRoom` removed: request livekit.RoomRequest, response livekit.Room",
      "- `livekit.Rooms` added, in `livekit_room.proto`",
      "  - `CreateRoom` added: request livekit.CreateRoomRequest, response livekit.Room",
      "  - `DeleteRoom` added: request livekit.RoomRequest, response livekit.DeleteRoomResponse",
      "  - `ListParticipants` added: request livekit.RoomRequest, response livekit.ListParticipantsResponse",
      "  - `UpdateRoom` added: request livekit.RoomRequest, response livekit.Room",
    ],
  },
  {
    of: "an added message with a field of each kind",
    edits: [
      [
        "livekit_models.proto",
        "message Participant {",
        'message Track { string sid = 1; optional string name = 2; oneof x { int32 a = 3; } map<string, Room> m = 4 [json_name="mm"]; repeated Codec c = 5 [deprecated = true]; }\nmessage Participant {',
      ],
    ],
    says: [
      "| messages | 1 | 0 | 0 |",
      "## Messages and fields",
      "- `livekit.Track` added, in `livekit_models.proto`",
      "  - `sid`: string, number 1",
      "  - `name`: optional string, number 2",
      "  - `a`: int32, number 3, oneof x",
      "  - `m`: map<string, livekit.Room>, number 4, JSON name mm",
      "  - `c`: repeated livekit.Codec, number 5, deprecated",
    ],
  },
  {
    of: "a removed message",
    edits: [
      [
        "livekit_token_source.proto",
        "message TokenSourceRequest {\n  string room_name = 1;\n}\n",
        "",
      ],
    ],
    says: [
      "| messages | 0 | 1 | 0 |",
      "## Messages and fields",
      "- `livekit.TokenSourceRequest` removed",
    ],
  },
  {
    of: "a deprecated message with reserved numbers and names",
    edits: [
      [
        "livekit_models.proto",
        "  string name = 2;\n}",
        'option deprecated = true; reserved 4, 6 to 8; reserved "b"; string name = 2;\n}',
      ],
    ],
    says: [
      "| messages | 0 | 0 | 1 |",
      "## Messages and fields",
      "- `livekit.Participant` now deprecated; now with reserved numbers 4, 6 to 8; now with reserved names b",
    ],
  },
  {
    of: "a message that moved to another file",
    edits: [
      [
        "livekit_models.proto",
        "message Participant {\n  string sid = 1;\n  string name = 2;\n}\n",
        "",
      ],
      [
        "livekit_room.proto",
        "message DeleteRoomResponse {}",
        "message DeleteRoomResponse {}\nmessage Participant {\n  string sid = 1;\n  string name = 2;\n}\n",
      ],
    ],
    says: [
      "| messages | 0 | 0 | 1 |",
      "## Messages and fields",
      "- `livekit.Participant` file from livekit_models.proto to livekit_room.proto",
    ],
  },
  {
    of: "added fields, with the defaults that they change",
    edits: [
      [
        "livekit_models.proto",
        "uint32 max_participants = 3;",
        "uint32 max_participants = 3; string metadata = 9; string plan_id = 10;",
      ],
    ],
    says: [
      "| fields | 2 | 0 | 0 |",
      "## What clients notice",
      "- `livekit.Room`, in the responses of `livekit.RoomService/CreateRoom`, `livekit.RoomService/UpdateRoom`: `metadata`, `plan_id` are new.",
      "## Messages and fields",
      "- `livekit.Room`",
      "  - `metadata` added: string, number 9",
      "  - `plan_id` added: string, number 10",
      "## Default responses",
      '- `livekit.RoomService/CreateRoom`, `livekit.RoomService/UpdateRoom`: `plan_id` is now "MOCK_PLAN_ID"',
      "- `livekit.RoomService/UpdateRoom`: `metadata` is now the request's metadata",
      '- `livekit.RoomService/CreateRoom`, `livekit.RoomService/UpdateRoom`: `livekit.Room.metadata`, if rich, is now "mock-metadata"',
      '- `livekit.RoomService/CreateRoom`, `livekit.RoomService/UpdateRoom`: `livekit.Room.plan_id`, if rich, is now "MOCK_PLAN_ID"',
    ],
  },
  {
    of: "a removed field",
    edits: [["livekit_room.proto", "  string metadata = 2;\n", ""]],
    says: [
      "| fields | 0 | 1 | 0 |",
      "## What clients notice",
      "- `livekit.RoomRequest`, in the requests of `livekit.RoomService/ListParticipants`, `livekit.RoomService/UpdateRoom`, `livekit.RoomService/DeleteRoom`: `metadata` is gone (the mock warns a client that still sends it).",
      "## Messages and fields",
      "- `livekit.RoomRequest`",
      "  - `metadata` removed: string, number 2",
    ],
  },
  {
    of: "a renamed field",
    edits: [["livekit_room.proto", "string metadata = 2", "string notes = 2"]],
    says: [
      "| fields | 0 | 0 | 1 |",
      "## What clients notice",
      "- `livekit.RoomRequest`, in the requests of `livekit.RoomService/ListParticipants`, `livekit.RoomService/UpdateRoom`, `livekit.RoomService/DeleteRoom`: `metadata` is renamed to `notes`, which changes JSON but not protobuf.",
      "## Messages and fields",
      "- `livekit.RoomRequest`",
      "  - `notes` renamed from `metadata`",
    ],
  },
  {
    of: "a renamed field with another type",
    edits: [["livekit_room.proto", "string metadata = 2", "bytes notes = 2"]],
    says: [
      "| fields | 0 | 0 | 1 |",
      "## What clients notice",
      "- `livekit.RoomRequest`, in the requests of `livekit.RoomService/ListParticipants`, `livekit.RoomService/UpdateRoom`, `livekit.RoomService/DeleteRoom`: `metadata` is renamed to `notes`, which changes JSON, `notes` is bytes, was string.",
      "## Messages and fields",
      "- `livekit.RoomRequest`",
      "  - `notes` renamed from `metadata`; type from string to bytes",
    ],
  },
  {
    of: "a field with another number",
    edits: [["livekit_room.proto", "string metadata = 2", "string metadata = 3"]],
    says: [
      "| fields | 0 | 0 | 1 |",
      "## What clients notice",
      "- `livekit.RoomRequest`, in the requests of `livekit.RoomService/ListParticipants`, `livekit.RoomService/UpdateRoom`, `livekit.RoomService/DeleteRoom`: `metadata` has number 3, was 2.",
      "## Messages and fields",
      "- `livekit.RoomRequest`",
      "  - `metadata` number from 2 to 3",
    ],
  },
  {
    of: "a field with its own JSON name",
    edits: [
      ["livekit_room.proto", "string metadata = 2", 'string metadata = 2 [json_name = "meta"]'],
    ],
    says: [
      "| fields | 0 | 0 | 1 |",
      "## What clients notice",
      "- `livekit.RoomRequest`, in the requests of `livekit.RoomService/ListParticipants`, `livekit.RoomService/UpdateRoom`, `livekit.RoomService/DeleteRoom`: `metadata`: now with JSON name meta.",
      "## Messages and fields",
      "- `livekit.RoomRequest`",
      "  - `metadata` now with JSON name meta",
    ],
  },
  {
    of: "a field that is now optional",
    edits: [["livekit_room.proto", "string metadata = 2", "optional string metadata = 2"]],
    says: [
      "| fields | 0 | 0 | 1 |",
      "## What clients notice",
      "- `livekit.RoomRequest`, in the requests of `livekit.RoomService/ListParticipants`, `livekit.RoomService/UpdateRoom`, `livekit.RoomService/DeleteRoom`: `metadata` is optional string, was string.",
      "## Messages and fields",
      "- `livekit.RoomRequest`",
      "  - `metadata` type from string to optional string",
    ],
  },
  {
    of: "a field in a oneof",
    edits: [["livekit_room.proto", "string metadata = 2;", "oneof kind { string metadata = 2; }"]],
    says: [
      "| fields | 0 | 0 | 1 |",
      "## What clients notice",
      "- `livekit.RoomRequest`, in the requests of `livekit.RoomService/ListParticipants`, `livekit.RoomService/UpdateRoom`, `livekit.RoomService/DeleteRoom`: `metadata`: now with oneof kind.",
      "## Messages and fields",
      "- `livekit.RoomRequest`",
      "  - `metadata` now with oneof kind",
    ],
  },
  {
    of: "a deprecated field",
    edits: [
      ["livekit_room.proto", "string metadata = 2", "string metadata = 2 [deprecated = true]"],
    ],
    says: [
      "| fields | 0 | 0 | 1 |",
      "## What clients notice",
      "- `livekit.RoomRequest`, in the requests of `livekit.RoomService/ListParticipants`, `livekit.RoomService/UpdateRoom`, `livekit.RoomService/DeleteRoom`: `metadata`: now deprecated.",
      "## Messages and fields",
      "- `livekit.RoomRequest`",
      "  - `metadata` now deprecated",
    ],
  },
  {
    of: "a field that is no longer a list",
    edits: [["livekit_models.proto", "repeated Codec codecs = 4", "Codec codecs = 4"]],
    says: [
      "| fields | 0 | 0 | 1 |",
      "## What clients notice",
      "- `livekit.Room`, in the responses of `livekit.RoomService/CreateRoom`, `livekit.RoomService/UpdateRoom`: `codecs` is livekit.Codec, was repeated livekit.Codec.",
      "## Messages and fields",
      "- `livekit.Room`",
      "  - `codecs` type from repeated livekit.Codec to livekit.Codec",
      "## Default responses",
      "- `livekit.RoomService/CreateRoom`, `livekit.RoomService/UpdateRoom`: `livekit.Room.codecs`, if rich, is now VP8; it was one VP8",
    ],
  },
  {
    of: "a field on the signal connection",
    edits: [
      [
        "livekit_rtc.proto",
        "message SignalResponse {\n  string note = 1;",
        "message SignalResponse {\n  string note = 1; int32 x = 2;",
      ],
    ],
    says: [
      "| fields | 1 | 0 | 0 |",
      "## What clients notice",
      "- `livekit.SignalResponse`, in the signal connection: `x` is new.",
      "## Messages and fields",
      "- `livekit.SignalResponse`",
      "  - `x` added: int32, number 2",
    ],
  },
  {
    of: "a field that no call carries",
    edits: [["livekit_webhook.proto", "string event = 1;", "string event = 1; int32 x = 3;"]],
    says: [
      "| fields | 1 | 0 | 0 |",
      "## Messages and fields",
      "- `livekit.WebhookEvent`",
      "  - `x` added: int32, number 3",
    ],
  },
  {
    of: "an added enum value",
    edits: [["livekit_models.proto", "H264 = 2;", "H264 = 2; AV1 = 3;"]],
    says: [
      "| enum values | 1 | 0 | 0 |",
      "## What clients notice",
      "- `livekit.Codec`, in the responses of `livekit.RoomService/CreateRoom`, `livekit.RoomService/UpdateRoom`: `AV1` is new.",
      "## Enums and values",
      "- `livekit.Codec`",
      "  - `AV1` added: number 3",
    ],
  },
  {
    of: "a removed enum value",
    edits: [["livekit_models.proto", "  H264 = 2;\n", ""]],
    says: [
      "| enum values | 0 | 1 | 0 |",
      "## What clients notice",
      "- `livekit.Codec`, in the responses of `livekit.RoomService/CreateRoom`, `livekit.RoomService/UpdateRoom`: `H264` is gone.",
      "## Enums and values",
      "- `livekit.Codec`",
      "  - `H264` removed: number 2",
    ],
  },
  {
    of: "a renamed enum value",
    edits: [["livekit_models.proto", "H264 = 2", "AVC = 2"]],
    says: [
      "| enum values | 0 | 0 | 1 |",
      "## What clients notice",
      "- `livekit.Codec`, in the responses of `livekit.RoomService/CreateRoom`, `livekit.RoomService/UpdateRoom`: `H264` is renamed to `AVC`, which changes JSON but not protobuf.",
      "## Enums and values",
      "- `livekit.Codec`",
      "  - `AVC` renamed from `H264`",
    ],
  },
  {
    of: "an enum value with another number",
    edits: [["livekit_models.proto", "H264 = 2", "H264 = 3"]],
    says: [
      "| enum values | 0 | 0 | 1 |",
      "## What clients notice",
      "- `livekit.Codec`, in the responses of `livekit.RoomService/CreateRoom`, `livekit.RoomService/UpdateRoom`: `H264` has number 3, was 2.",
      "## Enums and values",
      "- `livekit.Codec`",
      "  - `H264` number from 2 to 3",
    ],
  },
  {
    of: "an enum with aliases and reserved numbers",
    edits: [
      [
        "livekit_models.proto",
        "OPUS = 0;",
        "option allow_alias = true; reserved 5 to max; OPUS = 0; SILK = 0;",
      ],
    ],
    says: [
      "| enums | 0 | 0 | 1 |",
      "| enum values | 1 | 0 | 0 |",
      "## What clients notice",
      "- `livekit.Codec`, in the responses of `livekit.RoomService/CreateRoom`, `livekit.RoomService/UpdateRoom`: `SILK` is new.",
      "## Enums and values",
      "- `livekit.Codec` now with aliases; now with reserved numbers 5 to 2147483647",
      "  - `SILK` added: number 0",
    ],
  },
  {
    of: "an added enum",
    edits: [
      [
        "livekit_models.proto",
        "message Participant {",
        "enum State { NEW = 0; OLD = 1 [deprecated = true]; }\nmessage Participant {",
      ],
    ],
    says: [
      "| enums | 1 | 0 | 0 |",
      "## Enums and values",
      "- `livekit.State` added, in `livekit_models.proto`",
      "  - `NEW`: number 0",
      "  - `OLD`: number 1, deprecated",
    ],
  },
  {
    of: "a renamed room field",
    edits: [["livekit_room.proto", "string room = 1", "string room_name = 1"]],
    says: [
      "| fields | 0 | 0 | 1 |",
      "## What clients notice",
      "- `livekit.RoomService/ListParticipants` reads its room from `room_name`, no longer `room`.",
      "- `livekit.RoomService/UpdateRoom` reads its room from `room_name`, no longer `room`.",
      "- `livekit.RoomService/DeleteRoom` reads its room from `room_name`, no longer `room`.",
      "- `livekit.RoomRequest`, in the requests of `livekit.RoomService/ListParticipants`, `livekit.RoomService/UpdateRoom`, `livekit.RoomService/DeleteRoom`: `room` is renamed to `room_name`, which changes JSON but not protobuf.",
      "## Messages and fields",
      "- `livekit.RoomRequest`",
      "  - `room_name` renamed from `room`",
    ],
  },
  {
    of: "a request field that the response echoes",
    edits: [["livekit_room.proto", "string name = 1;", "string name = 1; string sid = 4;"]],
    says: [
      "| fields | 1 | 0 | 0 |",
      "## What clients notice",
      "- `livekit.CreateRoomRequest`, in the request of `livekit.RoomService/CreateRoom`: `sid` is new.",
      "## Messages and fields",
      "- `livekit.CreateRoomRequest`",
      "  - `sid` added: string, number 4",
      "## Default responses",
      '- `livekit.RoomService/CreateRoom`: `sid` is now the request\'s sid, or "MOCK_SID"; it was "MOCK_SID"',
    ],
  },
  {
    of: "an identifier in a list of the response",
    edits: [
      [
        "livekit_models.proto",
        "message Participant {\n  string sid = 1;",
        "message Participant {\n  string sid = 1; string track_id = 3;",
      ],
    ],
    says: [
      "| fields | 1 | 0 | 0 |",
      "## What clients notice",
      "- `livekit.Participant`, in the response of `livekit.RoomService/ListParticipants`: `track_id` is new.",
      "## Messages and fields",
      "- `livekit.Participant`",
      "  - `track_id` added: string, number 3",
      "## Default responses",
      '- `livekit.RoomService/ListParticipants`: `participants` is now one livekit.Participant with sid "MOCK_SID", track_id "MOCK_TRACK_ID"; it was one livekit.Participant with sid "MOCK_SID"',
      '- `livekit.RoomService/ListParticipants`: `livekit.Participant.track_id`, if rich, is now "MOCK_TRACK_ID"',
    ],
  },
  {
    of: "a message that is no longer a request",
    edits: [
      ["livekit_room.proto", "CreateRoom(CreateRoomRequest)", "CreateRoom(RoomRequest)"],
      [
        "livekit_room.proto",
        "message CreateRoomRequest {\n  string name = 1;\n",
        "message CreateRoomRequest {\n",
      ],
    ],
    says: [
      "| methods | 0 | 0 | 1 |",
      "| fields | 0 | 1 | 0 |",
      "## What clients notice",
      "- `livekit.RoomService/CreateRoom`: request from livekit.CreateRoomRequest to livekit.RoomRequest.",
      "- `livekit.CreateRoomRequest`, in the request of `livekit.RoomService/CreateRoom`: `name` is gone (the mock warns a client that still sends it).",
      "## Services and methods",
      "- `livekit.RoomService`",
      "  - `CreateRoom` request from livekit.CreateRoomRequest to livekit.RoomRequest",
      "## Messages and fields",
      "- `livekit.CreateRoomRequest`",
      "  - `name` removed: string, number 1",
      "## Default responses",
      "- `livekit.RoomService/CreateRoom`: `name` is no longer populated; it was the request's name",
      "- `livekit.RoomService/CreateRoom`: `max_participants` is no longer populated; it was the request's max_participants",
    ],
  },
  {
    of: "an added service and an added method of another one, sorted by name",
    edits: [
      [
        "livekit_room.proto",
        "  rpc CreateRoom(",
        "  rpc GetRoom(RoomRequest) returns (Room);\n  rpc CreateRoom(",
      ],
      [
        "livekit_room.proto",
        "message RoomRequest {",
        "service Zone { rpc Enter(RoomRequest) returns (Room); }\nmessage RoomRequest {",
      ],
    ],
    says: [
      "| services | 1 | 0 | 0 |",
      "| methods | 2 | 0 | 0 |",
      "## What clients notice",
      '- `livekit.RoomService/GetRoom` is new. It needs `video.roomAdmin`, `video.room` for `room`, and its response is populated with `sid` ("MOCK_SID").',
      '- `livekit.Zone/Enter` is new. It needs a grant that the policy lacks, and its response is populated with `sid` ("MOCK_SID").',
      "## Services and methods",
      "- `livekit.RoomService`",
      "  - `GetRoom` added: request livekit.RoomRequest, response livekit.Room",
      "- `livekit.Zone` added, in `livekit_room.proto`",
      "  - `Enter` added: request livekit.RoomRequest, response livekit.Room",
    ],
  },
  {
    of: "an added message and an added enum with options",
    edits: [
      [
        "livekit_webhook.proto",
        "message WebhookEvent {",
        "enum Old { option allow_alias = true; NONE = 0; NO = 0; }\nmessage Older { option deprecated = true; reserved 4; }\nmessage WebhookEvent {",
      ],
    ],
    says: [
      "| messages | 1 | 0 | 0 |",
      "| enums | 1 | 0 | 0 |",
      "## Messages and fields",
      "- `livekit.Older` added, in `livekit_webhook.proto`: deprecated, reserved numbers 4",
      "## Enums and values",
      "- `livekit.Old` added, in `livekit_webhook.proto`: with aliases",
      "  - `NONE`: number 0",
      "  - `NO`: number 0",
    ],
  },
];
