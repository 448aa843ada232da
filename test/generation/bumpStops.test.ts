/** Bumps that stop: what they ask or report, and that they write nothing. */
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
  /** The expected lines on stderr, without the head and blank lines. */
  readonly says: readonly string[];
  readonly flags?: readonly string[];
  /** A policy in place of the one that fits the current protocol. */
  readonly policy?: readonly Rule[];
}

const addRule =
  "Check what LiveKit requires, then add to the policy (or, if no client of the HTTP API calls " +
  "the service, to `internal` in scripts/bump/policy.ts):";
const changeRule = "Change the policy, or add --allow-unmatched if the protocol is older:";
const lacksRoom = (method: string): string =>
  `livekit.RoomService/${method}: its grant is for a room, but livekit.RoomRequest has neither room nor room_name`;
const scoped = ["ListParticipants", "UpdateRoom", "DeleteRoom"];

const stops: readonly Stop[] = [
  {
    on: "a method without a rule, and proposes its service's commonest grant",
    input: edited([newMethod]),
    says: [
      "livekit.RoomService/GetRoom: no rule grants it",
      addRule,
      "  // Like 3 of the service's 4 other methods.",
      `  { service: "livekit.RoomService", methods: ["GetRoom"], needs: roomAdmin },`,
    ],
  },
  {
    on: "a method without a rule and without a room, and proposes a grant that needs none",
    input: edited([newMessageMethod]),
    says: [
      "livekit.RoomService/CountRooms: no rule grants it",
      addRule,
      "  // Like 1 of the service's 4 other methods.",
      `  { service: "livekit.RoomService", methods: ["CountRooms"], needs: video("roomCreate") },`,
    ],
  },
  {
    on: "a new service, and proposes a placeholder",
    input: edited([], rows),
    says: [
      "livekit.Rows/List: no rule grants it",
      addRule,
      "  // A new service: this grant is a placeholder.",
      `  { service: "livekit.Rows", needs: anyValidToken },`,
    ],
  },
  {
    on: "a rule for a removed method among others, and prints the rule without it",
    input: edited([noUpdate]),
    says: [
      "livekit.RoomService/UpdateRoom: the rule matches no method",
      changeRule,
      "  // Replace the rule with UpdateRoom:",
      `  { service: "livekit.RoomService", methods: ["ListParticipants", "DeleteRoom"], needs: roomAdmin },`,
    ],
  },
  {
    on: "a rule whose methods are all removed",
    input: edited([
      ["livekit_room.proto", "  rpc CreateRoom(CreateRoomRequest) returns (Room);\n", ""],
    ]),
    says: [
      "livekit.RoomService/CreateRoom: the rule matches no method",
      changeRule,
      "  // Remove:",
      `  { service: "livekit.RoomService", methods: ["CreateRoom"], needs: video("roomCreate") },`,
    ],
  },
  {
    on: "a renamed room field, and proposes to add its name to the policy",
    input: edited([["livekit_room.proto", "string room = 1", "string title = 1"]]),
    says: [
      ...scoped.map(lacksRoom),
      "The field was renamed. Add its name to the policy:",
      `export const roomFields: readonly string[] = ["room", "room_name", "title"];`,
    ],
  },
  {
    on: "a removed room field, and lists the remaining strings",
    input: edited([["livekit_room.proto", "  string room = 1;\n", ""]]),
    says: [
      ...scoped.map(lacksRoom),
      "Add the field that names the room to roomFields, or change the grant. The strings are: " +
        scoped.map((name) => `livekit.RoomService/${name} metadata`).join("; "),
    ],
  },
  {
    on: "a method that fits none of its service's grants",
    input: edited([newMessageMethod]),
    policy: made.policy.map((rule) =>
      rule.methods?.includes("CreateRoom") === true
        ? { ...rule, needs: { ...rule.needs, destinationRoom: true } }
        : rule,
    ),
    says: [
      "livekit.RoomService/CountRooms: no rule grants it",
      addRule,
      "  // None of the service's grants fits.",
      `  { service: "livekit.RoomService", methods: ["CountRooms"], needs: anyValidToken },`,
      "livekit.RoomService/CreateRoom: its grant is for a destination room, but livekit.CreateRoomRequest has no destination_room",
      "Add the field that names the room to destinationRoomFields, or change the grant. The strings are: livekit.RoomService/CreateRoom name",
    ],
  },
  {
    on: "a method that two rules grant",
    input: edited([]),
    policy: madeWith({ service: "livekit.RoomService", methods: ["DeleteRoom"], needs: {} }).policy,
    says: ["livekit.RoomService/DeleteRoom: 2 rules grant it", "Keep only one of the rules."],
  },
  {
    on: "a method without a rule, also if rules may match nothing",
    input: edited([newMethod, noUpdate]),
    flags: ["--allow-unmatched"],
    says: [
      "livekit.RoomService/GetRoom: no rule grants it",
      addRule,
      "  // Like 2 of the service's 3 other methods.",
      `  { service: "livekit.RoomService", methods: ["GetRoom"], needs: roomAdmin },`,
    ],
  },
];

const head = "The policy, scripts/generate/grants.ts, has to change. Nothing was written.";

describe("a bump stops and says what to paste on", () => {
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
    on: "a missing import",
    input: edited([
      ["livekit_rtc.proto", "message SignalRequest", `import "gone.proto";\nmessage SignalRequest`],
    ]),
    says: /does not build:\n.*livekit_rtc\.proto:5:.*\nThe input must be the folder `protobufs` itself, or have subdir=protobufs\.\n$/,
  },
  {
    on: "a missing input",
    input: "../nowhere",
    says: /^\.\.\/nowhere does not build:\n.*nowhere: no such file or directory\n$/,
  },
  {
    on: "protos that are not LiveKit's",
    input: rows,
    says: /^\.\.\/input1 has no service that the policy knows \(its services: livekit\.Rows\); is it the folder `protobufs` of LiveKit's protocol\?\n$/,
  },
  {
    on: "protos without a service",
    input: { "a.proto": `syntax = "proto3";\nmessage A {}\n` },
    says: /^\.\.\/input1 has no service that the policy knows \(its services: none\);/,
  },
  {
    on: "an option that the printer refuses",
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
    on: "an unknown custom option, and says where to list it",
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
    says: /^livekit_webhook\.proto: cannot print livekit\.WebhookEvent\.event: option \(company\.marks\.mark\)\nIf the options of company\.marks do not affect the wire format, add "company\.marks" to droppedOptionPackages in scripts\/bump\/policy\.ts\.\n$/,
  },
  {
    on: "an import of a Google file that the project lacks",
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
    says: /^\.\.\/input1 imports google\/type\/money\.proto, which is missing; add it to proto\/google\/\n$/,
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

  test("a project whose own protos do not compile", () =>
    inProject(
      async (project) => {
        const before = project.tree();
        const { status, stderr } = await project.bump(edited([]));
        assert.equal(status, 1);
        assert.match(stderr, /^the current proto\/ does not build:\nproto\/livekit_rtc\.proto:/);
        assertUntouched(project, before);
      },
      { ...made, protos: { ...made.protos, "livekit_rtc.proto": "message {\n" } },
    ));

  test("a missing input, and prints the error as JSON with --json", () =>
    inProject(async ({ bump }) => {
      const { status, stdout, stderr } = await bump("../nowhere", "--json");
      assert.equal(status, 1);
      const { error } = JSON.parse(stdout) as { readonly error: string };
      assert.match(error, /^\.\.\/nowhere does not build:/);
      assert.equal(stderr, `${error}\n`);
    }, made));

  test("an unknown flag, and on a missing --from", () =>
    inRealProject(async ({ bump, run }) => {
      const unknown = await bump("../nowhere", "--dryrun");
      assert.equal(unknown.status, 1);
      assert.match(unknown.stderr, /Unknown argument: dryrun/);
      const missing = await run("tsx", "scripts/bump/main.ts");
      assert.equal(missing.status, 1);
      assert.match(missing.stderr, /Missing required argument: from/);
      assert.match(missing.stderr, /npm passes on only the flags after --: npm run bump -- --from/);
    }, made));
});
