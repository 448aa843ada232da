/** Where a bump stops: what it asks, what it says is wrong, and that it writes nothing then. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Rule } from "../../scripts/generate/grants.js";
import { assertUntouched, inProject, inRealProject } from "./support/project.js";
import {
  edited,
  made,
  madeWith,
  newMethod,
  noUpdate,
  rows,
  type Edit,
} from "./support/protocol.js";
import type { Files } from "./support/protos.js";

const newMessageMethod: Edit = [
  "livekit_room.proto",
  "  rpc CreateRoom(",
  "  rpc CountRooms(DeleteRoomResponse) returns (DeleteRoomResponse);\n  rpc CreateRoom(",
];

interface Stop {
  readonly on: string;
  readonly input: Files;
  /** The lines of the error that are asked for; the head and the blank lines are not told. */
  readonly says: readonly string[];
  readonly flags?: readonly string[];
  /** Another policy than the one that is total for the protocol as it was. */
  readonly policy?: readonly Rule[];
}

const lookAt =
  "Add to the policy, once you have seen what LiveKit asks for (a service that no client of the " +
  "HTTP API calls goes into `internal` of scripts/bump/policy.ts instead):";
const changeIt =
  "Change the policy, or bump with --allow-unmatched where the protocol is an older one:";
const lacks = (method: string): string =>
  `livekit.RoomService/${method}: its grant is for a room, and livekit.RoomRequest has neither room nor room_name`;
const scoped = ["ListParticipants", "UpdateRoom", "DeleteRoom"];

const stops: readonly Stop[] = [
  {
    on: "a method without a rule, and proposes its service's commonest grant",
    input: edited([newMethod]),
    says: [
      "livekit.RoomService/GetRoom: no rule grants it",
      lookAt,
      "  // As 3 of the service's 4 other methods.",
      `  { service: "livekit.RoomService", methods: ["GetRoom"], needs: roomAdmin },`,
    ],
  },
  {
    on: "a method without a rule and without a room, and proposes a grant that needs none",
    input: edited([newMessageMethod]),
    says: [
      "livekit.RoomService/CountRooms: no rule grants it",
      lookAt,
      "  // As 1 of the service's 4 other methods.",
      `  { service: "livekit.RoomService", methods: ["CountRooms"], needs: video("roomCreate") },`,
    ],
  },
  {
    on: "a new service, and leaves its grant to the maintainer",
    input: edited([], rows),
    says: [
      "livekit.Rows/List: no rule grants it",
      lookAt,
      "  // A new service, with nothing to go by.",
      `  { service: "livekit.Rows", needs: anyValidToken },`,
    ],
  },
  {
    on: "a rule with a method that is gone, and has the rule without it",
    input: edited([noUpdate]),
    says: [
      "livekit.RoomService/UpdateRoom: the rule matches no method",
      changeIt,
      "  // In place of the rule with UpdateRoom:",
      `  { service: "livekit.RoomService", methods: ["ListParticipants", "DeleteRoom"], needs: roomAdmin },`,
    ],
  },
  {
    on: "a rule all of whose methods are gone",
    input: edited([
      ["livekit_room.proto", "  rpc CreateRoom(CreateRoomRequest) returns (Room);\n", ""],
    ]),
    says: [
      "livekit.RoomService/CreateRoom: the rule matches no method",
      changeIt,
      "  // Take out:",
      `  { service: "livekit.RoomService", methods: ["CreateRoom"], needs: video("roomCreate") },`,
    ],
  },
  {
    on: "a room field of another name, and lets the policy know it",
    input: edited([["livekit_room.proto", "string room = 1", "string title = 1"]]),
    says: [
      ...scoped.map(lacks),
      "The field has another name. Let the policy know it:",
      `export const roomFields: readonly string[] = ["room", "room_name", "title"];`,
    ],
  },
  {
    on: "a room field that is gone, and names the strings that are left",
    input: edited([["livekit_room.proto", "  string room = 1;\n", ""]]),
    says: [
      ...scoped.map(lacks),
      "Add the field that names it to roomFields, or change the grant. The requests have: " +
        scoped.map((name) => `livekit.RoomService/${name} metadata`).join("; "),
    ],
  },
  {
    on: "a method for which none of its service's grants will do",
    input: edited([newMessageMethod]),
    policy: made.policy.map((rule) =>
      rule.methods?.includes("CreateRoom") === true
        ? { ...rule, needs: { ...rule.needs, destinationRoom: true } }
        : rule,
    ),
    says: [
      "livekit.RoomService/CountRooms: no rule grants it",
      lookAt,
      "  // No grant of the service fits.",
      `  { service: "livekit.RoomService", methods: ["CountRooms"], needs: anyValidToken },`,
      "livekit.RoomService/CreateRoom: its grant is for a destination room, and livekit.CreateRoomRequest has no destination_room",
      "Add the field that names it to destinationRoomFields, or change the grant. The requests have: livekit.RoomService/CreateRoom name",
    ],
  },
  {
    on: "a method that two rules grant",
    input: edited([]),
    policy: madeWith({ service: "livekit.RoomService", methods: ["DeleteRoom"], needs: {} }).policy,
    says: ["livekit.RoomService/DeleteRoom: 2 rules grant it", "Leave one of the rules."],
  },
  {
    on: "a method that is still without a rule where rules may match nothing",
    input: edited([newMethod, noUpdate]),
    flags: ["--allow-unmatched"],
    says: [
      "livekit.RoomService/GetRoom: no rule grants it",
      lookAt,
      "  // As 2 of the service's 3 other methods.",
      `  { service: "livekit.RoomService", methods: ["GetRoom"], needs: roomAdmin },`,
    ],
  },
];

const head = "The policy, scripts/generate/grants.ts, leaves questions open. Nothing was written.";

describe("a bump stops, with what to paste, on", () => {
  for (const [at, { on, input, says, flags = [], policy = made.policy }] of stops.entries()) {
    const run = at === 0 ? inRealProject : inProject;
    test(on, () =>
      run(
        async (project) => {
          const before = project.tree();
          const { status, stdout, stderr } = await project.bump(input, ...flags);
          assert.equal(status, 1);
          assert.deepEqual(
            stderr.split("\n").filter((line) => line !== ""),
            [head, ...says],
          );
          assert.match(stdout, /^# LiveKit protocol 1\.0\.0 to sha256:/);
          assertUntouched(project, before);
        },
        { ...made, policy },
      ),
    );
  }
});

interface Failure {
  readonly on: string;
  readonly input: Files | string;
  readonly says: RegExp;
}

const options = (name: string): string => `syntax = "proto3";
package ${name};
import "google/protobuf/descriptor.proto";
extend google.protobuf.FieldOptions { string mark = 50001; }
`;

const failures: readonly Failure[] = [
  {
    on: "a file that does not compile",
    input: edited([["livekit_models.proto", "uint32 max", "uint33 max"]]),
    says: /^\.\.\/input1 does not build:\n\.\.\/input1\/livekit_models\.proto:14:3:.*uint33/,
  },
  {
    on: "an import that is not there",
    input: edited([
      ["livekit_rtc.proto", "message SignalRequest", `import "gone.proto";\nmessage SignalRequest`],
    ]),
    says: /does not build:\n.*livekit_rtc\.proto:5:.*\nIs the input the folder `protobufs` itself, or has it subdir=protobufs\?\n$/,
  },
  {
    on: "an input that is not there",
    input: "../nowhere",
    says: /^\.\.\/nowhere does not build:\n.*nowhere: no such file or directory\n$/,
  },
  {
    on: "protos that are not LiveKit's",
    input: rows,
    says: /^\.\.\/input1 has the services livekit\.Rows, and none that the policy knows; is it the folder `protobufs` of LiveKit's protocol\?\n$/,
  },
  {
    on: "protos without a service",
    input: { "a.proto": `syntax = "proto3";\nmessage A {}\n` },
    says: /^\.\.\/input1 has no service, and none that the policy knows;/,
  },
  {
    on: "what the printer refuses",
    input: edited([
      [
        "livekit_rtc.proto",
        "string note = 1;\n}\n\nmessage SignalResponse",
        "repeated int32 note = 1 [packed = false];\n}\n\nmessage SignalResponse",
      ],
    ]),
    says: /^livekit_rtc\.proto: cannot print livekit\.SignalRequest\.note: option packed\n$/,
  },
  {
    on: "a custom option that the policy does not know, and says where to add it",
    input: edited(
      [
        [
          "livekit_webhook.proto",
          `import "livekit_models.proto";\n\nmessage WebhookEvent {\n  string event = 1;`,
          `import "livekit_models.proto";\nimport "marks/options.proto";\n\nmessage WebhookEvent {\n  string event = 1 [(company.marks.mark) = "x"];`,
        ],
      ],
      { "marks/options.proto": options("company.marks") },
    ),
    says: /^livekit_webhook\.proto: cannot print livekit\.WebhookEvent\.event: option \(company\.marks\.mark\)\nIf the options of company\.marks say nothing about the wire, add "company\.marks" to droppedOptionPackages in scripts\/bump\/policy\.ts\.\n$/,
  },
  {
    on: "an import of Google's that the project does not have",
    input: edited(
      [
        [
          "livekit_webhook.proto",
          `message WebhookEvent {\n  string event = 1;`,
          `import "google/type/money.proto";\nmessage WebhookEvent {\n  google.type.Money price = 3;\n  string event = 1;`,
        ],
      ],
      { "google/type/money.proto": `syntax = "proto3";\npackage google.type;\nmessage Money {}\n` },
    ),
    says: /^\.\.\/input1 imports google\/type\/money\.proto, which proto\/google\/ lacks; add it there\n$/,
  },
];

describe("a bump fails on", () => {
  for (const { on, input, says } of failures) {
    test(on, () =>
      inProject(async (project) => {
        const before = project.tree();
        const { status, stdout, stderr } = await project.bump(input);
        assert.equal(status, 1);
        assert.match(stderr, says);
        assert.equal(stdout, "");
        assertUntouched(project, before);
      }, made),
    );
  }

  test("protos of the project's own that do not compile", () =>
    inProject(
      async (project) => {
        const before = project.tree();
        const { status, stderr } = await project.bump(edited([]));
        assert.equal(status, 1);
        assert.match(stderr, /^today's proto\/ does not build:\nproto\/livekit_rtc\.proto:/);
        assertUntouched(project, before);
      },
      { ...made, protos: { ...made.protos, "livekit_rtc.proto": "message {\n" } },
    ));

  test("what it fails on also as JSON, where that is asked for", () =>
    inProject(async ({ bump }) => {
      const { status, stdout, stderr } = await bump("../nowhere", "--json");
      assert.equal(status, 1);
      const { error } = JSON.parse(stdout) as { readonly error: string };
      assert.match(error, /^\.\.\/nowhere does not build:/);
      assert.equal(stderr, `${error}\n`);
    }, made));

  test("a flag that is unknown, and on a --from that is missing", () =>
    inRealProject(async ({ bump, run }) => {
      const unknown = await bump("../nowhere", "--dryrun");
      assert.equal(unknown.status, 1);
      assert.match(unknown.stderr, /Unknown argument: dryrun/);
      const missing = await run("tsx", "scripts/bump/main.ts");
      assert.equal(missing.status, 1);
      assert.match(missing.stderr, /Missing required argument: from/);
      assert.match(missing.stderr, /npm passes flags on only behind --: npm run bump -- --from/);
    }, made));
});
