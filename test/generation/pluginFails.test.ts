/** What stops the generation. Each error names the method or the rule. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Needs, Rule } from "../../scripts/generate/grants.js";
import { createPlugin } from "../../scripts/generate/plugin.js";
import { generatorRequest } from "./support/protos.js";

interface Failure {
  readonly on: string;
  readonly policy: readonly Rule[];
  /** The lines of the message after the first one. */
  readonly lines: readonly string[];
  /** The fields of the request; by default none. */
  readonly request?: string;
  /** The methods, which all take `A`; by default `M` and `N`. */
  readonly methods?: string;
}

const unary = "rpc M(A) returns (A); rpc N(A) returns (A);";
const all: Rule = { service: "p.S", needs: {} };
const some = (...methods: string[]): Rule => ({ ...all, methods });
const one = "rpc M(A) returns (A);";
const room: Needs = { video: ["roomAdmin"], room: true };
const destination: Needs = { ...room, destinationRoom: true };
const noRoom = "p.S/M: its grant is for a room, but p.A has neither room nor room_name";
const noDestination = "p.S/M: its grant is for a destination room, but p.A has no destination_room";

/** A grant for rooms on a request with the field `request` fails with `lines`. */
function scoped(on: string, needs: Needs, request: string, ...lines: string[]): Failure {
  return { on, methods: one, policy: [{ ...all, needs }], request, lines };
}

function streaming(on: string, method: string): Failure {
  const lines = ["p.S/M: it streams, which Twirp does not support"];
  return { on, methods: method, policy: [all], lines };
}

const failures: readonly Failure[] = [
  { on: "a method without a rule", policy: [some("M")], lines: ["p.S/N: no rule grants it"] },
  {
    on: "a service without a rule",
    policy: [],
    lines: ["p.S/M: no rule grants it", "p.S/N: no rule grants it"],
  },
  {
    on: "a method with its own rule and one for its service",
    policy: [all, some("N")],
    lines: ["p.S/N: 2 rules grant it"],
  },
  {
    on: "a method that two rules name",
    policy: [some("M", "N"), some("M")],
    lines: ["p.S/M: 2 rules grant it"],
  },
  {
    on: "two rules for one service",
    policy: [all, { ...all }],
    lines: ["p.S/M: 2 rules grant it", "p.S/N: 2 rules grant it"],
  },
  {
    on: "a rule for an unknown service",
    policy: [all, { service: "p.Gone", needs: {} }],
    lines: ["p.Gone/*: the rule matches no method"],
  },
  {
    on: "a rule for a service without its package",
    policy: [all, { service: "S", needs: {} }],
    lines: ["S/*: the rule matches no method"],
  },
  {
    on: "a rule that names an unknown method among others",
    policy: [some("M", "Gone", "N")],
    lines: ["p.S/Gone: the rule matches no method"],
  },
  {
    on: "a rule that names only unknown methods",
    policy: [all, some("Gone", "Lost")],
    lines: ["p.S/Gone,Lost: the rule matches no method"],
  },
  {
    on: "a rule that names a method in another case",
    policy: [some("M", "N", "m")],
    lines: ["p.S/m: the rule matches no method"],
  },
  scoped("a grant for a room, but no room field", room, "string name = 1;", noRoom),
  scoped("a grant for a room, but bytes as the room", room, "bytes room = 1;", noRoom),
  scoped("a grant for a room, but a list of rooms", room, "repeated string room = 1;", noRoom),
  scoped("a grant for a room, but a message as the room", room, "A room_name = 1;", noRoom),
  scoped(
    "a grant for a room, but only a JSON name for it",
    room,
    `string name = 1 [json_name = "room"];`,
    noRoom,
  ),
  scoped(
    "a grant for two rooms, but no destination",
    destination,
    "string room = 1;",
    noDestination,
  ),
  scoped(
    "a grant for two rooms, but only the destination",
    destination,
    "string destination_room = 1;",
    noRoom,
  ),
  scoped("a grant for two rooms, but neither field", destination, "", noRoom, noDestination),
  streaming("a method that streams in", "rpc M(stream A) returns (A);"),
  streaming("a method that streams out", "rpc M(A) returns (stream A);"),
  streaming("a method that streams both ways", "rpc M(stream A) returns (stream A);"),
  {
    on: "several problems at once",
    methods: `${one} rpc N(stream A) returns (A);`,
    policy: [some("M"), some("M"), some("Gone")],
    lines: [
      "p.S/M: 2 rules grant it",
      "p.S/N: no rule grants it",
      "p.S/N: it streams, which Twirp does not support",
      "p.S/Gone: the rule matches no method",
    ],
  },
];

describe("the generation fails on", { concurrency: 4 }, () => {
  for (const { on, policy, lines, request: fields = "", methods = unary } of failures) {
    test(on, async () => {
      const body = `message A { ${fields} } service S { ${methods} }`;
      const request = await generatorRequest({
        "a.proto": `syntax = "proto3"; package p; ${body}`,
      });
      const message = ["invalid grants policy:", ...lines].join("\n");
      assert.throws(() => createPlugin(policy).run(request), { message });
    });
  }

  test("two services with the same name", async () => {
    const text = (name: string): string =>
      `syntax = "proto3"; package ${name}; message A {} service S { ${one} }`;
    const request = await generatorRequest({ "a.proto": text("p"), "b.proto": text("q") });
    const policy = [all, { service: "q.S", needs: {} }];
    const message = "p.S and q.S have the same name";
    assert.throws(() => createPlugin(policy).run(request), { message });
  });
});
