/** A small protocol made up for the tests of the bump, with every part that a bump looks at. */
import type { Needs, Rule } from "../../../scripts/generate/grants.js";
import type { Made } from "./project.js";
import type { Files } from "./protos.js";

const files = {
  "livekit_models.proto": `syntax = "proto3";

package livekit;

enum Codec {
  OPUS = 0;
  VP8 = 1;
  H264 = 2;
}

message Room {
  string sid = 1;
  string name = 2;
  uint32 max_participants = 3;
  repeated Codec codecs = 4;
}

message Participant {
  string sid = 1;
  string name = 2;
}
`,
  "livekit_room.proto": `syntax = "proto3";

package livekit;

import "livekit_models.proto";

service RoomService {
  rpc CreateRoom(CreateRoomRequest) returns (Room);
  rpc ListParticipants(RoomRequest) returns (ListParticipantsResponse);
  rpc UpdateRoom(RoomRequest) returns (Room);
  rpc DeleteRoom(RoomRequest) returns (DeleteRoomResponse);
}

message CreateRoomRequest {
  string name = 1;
  uint32 max_participants = 2;
}

message RoomRequest {
  string room = 1;
  string metadata = 2;
}

message ListParticipantsResponse {
  repeated Participant participants = 1;
}

message DeleteRoomResponse {}
`,
  "livekit_rtc.proto": `syntax = "proto3";

package livekit;

message SignalRequest {
  string note = 1;
}

message SignalResponse {
  string note = 1;
}

message WrappedJoinRequest {
  bytes join_request = 1;
}
`,
  "livekit_token_source.proto": `syntax = "proto3";

package livekit;

message TokenSourceRequest {
  string room_name = 1;
}
`,
  "livekit_webhook.proto": `syntax = "proto3";

package livekit;

import "livekit_models.proto";

message WebhookEvent {
  string event = 1;
  Room room = 2;
}
`,
};

export type FileName = keyof typeof files;

const roomAdmin: Needs = { video: ["roomAdmin"], room: true };

/** The protocol as the project has it, in canonical form, with a policy for all its methods. */
export const made: Made = {
  protos: files,
  policy: [
    { service: "livekit.RoomService", methods: ["CreateRoom"], needs: { video: ["roomCreate"] } },
    {
      service: "livekit.RoomService",
      methods: ["ListParticipants", "UpdateRoom", "DeleteRoom"],
      needs: roomAdmin,
    },
  ],
};

/** The made-up protocol with one more rule. */
export function madeWith(rule: Rule): Made {
  return { ...made, policy: [...made.policy, rule] };
}

/** An edit of one file: a string that occurs in it once, and its replacement. */
export type Edit<Name extends string = FileName> = readonly [file: Name, from: string, to: string];

/** The protocol after some edits, and with more files. */
export function edited(edits: readonly Edit[], more: Files = {}): Files {
  return { ...edit(files, edits), ...more };
}

export function edit(protos: Files, edits: readonly Edit<string>[]): Files {
  const texts: Record<string, string> = { ...protos };
  for (const [file, from, to] of edits) {
    const text = texts[file] ?? "";
    if (text.split(from).length !== 2) throw new Error(`${file} must contain this once: ${from}`);
    texts[file] = text.replace(from, to);
  }
  return texts;
}

/** An added method, and a removed one. */
export const newMethod: Edit = [
  "livekit_room.proto",
  "  rpc CreateRoom(",
  "  rpc GetRoom(RoomRequest) returns (Room);\n  rpc CreateRoom(",
];
export const noUpdate: Edit = [
  "livekit_room.proto",
  "  rpc UpdateRoom(RoomRequest) returns (Room);\n",
  "",
];

/** A file with a service and its request message, which is named after it. */
export function serviceFile(name: string, ...methods: readonly string[]): Files {
  return {
    [`livekit_${name.toLowerCase()}.proto`]: `syntax = "proto3";
package livekit;
service ${name} { ${methods.join(" ")} }
message ${name}Request { string name = 1; string id = 2; }
`,
  };
}

export const rows = serviceFile("Rows", "rpc List(RowsRequest) returns (RowsRequest);");

/** The rule for the service of `rows`. */
export const rowsRule: Rule = { service: "livekit.Rows", needs: { video: ["a"] } };
