/** The plugin as a function: proto text in, generated lines out. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { CodeGeneratorRequestSchema } from "@bufbuild/protobuf/wkt";
import type { Rule } from "../scripts/protoc-gen-livekit-mock/grants.js";
import { createPlugin } from "../scripts/protoc-gen-livekit-mock/plugin.js";
import { compile } from "./support/compile.js";

const anyToken: readonly Rule[] = [{ service: "t.S", needs: {} }];

/** The generated files for a proto of package `t`, by name. */
function generate(
  body: string,
  policy: readonly Rule[] = anyToken,
  imports = "",
): Map<string, string> {
  const text = `syntax = "proto3";\npackage t;\n${imports}\n${body}\n`;
  const protoFile = compile({ "t.proto": text });
  const request = create(CodeGeneratorRequestSchema, {
    fileToGenerate: ["t.proto"],
    parameter: "target=ts,import_extension=js",
    protoFile,
  });
  const { file } = createPlugin(policy).run(request);
  return new Map(file.map(({ name, content }) => [name, content]));
}

/** The lines of a method's default, between its head and its end. */
function defaultLines(input: string, output: string, more = "", imports = ""): string[] {
  const body = `message I { ${input} }\nmessage O { ${output} }\n${more}\nservice S { rpc M(I) returns (O); }`;
  const text = generate(body, anyToken, imports).get("t_mock.ts")!;
  const [, lines = ""] = /^ {2}M\(_?request: I\): O \{\n([^]*?)^ {2}\},$/m.exec(text) ?? [];
  return lines
    .trimEnd()
    .split("\n")
    .map((line) => line.trim());
}

function filled(...statements: string[]): string[] {
  return ["const response = create(OSchema);", ...statements, "return response;"];
}

const nothing = ["return create(OSchema);"];

interface Row {
  readonly name: string;
  readonly input: string;
  readonly output: string;
  readonly lines: readonly string[];
  readonly more?: string;
  readonly imports?: string;
}

const echo = (condition: string): string => `if (${condition}) response.a = request.a;`;

const rows: readonly Row[] = [
  {
    name: "a string is echoed where it is set",
    input: "string a = 1;",
    output: "string a = 9;",
    lines: filled(echo('request.a !== ""')),
  },
  {
    name: "a bool is echoed",
    input: "bool a = 1;",
    output: "bool a = 1;",
    lines: filled(echo("request.a")),
  },
  {
    name: "an int32 is echoed",
    input: "int32 a = 1;",
    output: "int32 a = 1;",
    lines: filled(echo("request.a !== 0")),
  },
  {
    name: "an int64 is echoed",
    input: "int64 a = 1;",
    output: "int64 a = 1;",
    lines: filled(echo("request.a !== 0n")),
  },
  {
    name: "a double is echoed, and minus zero is set",
    input: "double a = 1;",
    output: "double a = 1;",
    lines: filled(echo("!Object.is(request.a, 0)")),
  },
  {
    name: "bytes are echoed",
    input: "bytes a = 1;",
    output: "bytes a = 1;",
    lines: filled(echo("request.a.length > 0")),
  },
  {
    name: "an optional is echoed where it is present",
    input: "optional int32 a = 1;",
    output: "int32 a = 1;",
    lines: filled(echo("request.a !== undefined")),
  },
  {
    name: "names in snake case are those of the generated type",
    input: "string a_b = 1;",
    output: "string a_b = 1;",
    lines: filled('if (request.aB !== "") response.aB = request.aB;'),
  },
  {
    name: "another kind is not echoed",
    input: "int32 a = 1; uint32 b = 2; string c = 3;",
    output: "int64 a = 1; int32 b = 2; bytes c = 3;",
    lines: nothing,
  },
  {
    name: "enums, messages, lists and maps are not echoed",
    input: "E a = 1; I b = 2; repeated string c = 3; map<string, string> d = 4;",
    output: "E a = 1; I b = 2; repeated string c = 3; map<string, string> d = 4;",
    more: "enum E { Z = 0; }",
    lines: nothing,
  },
  {
    name: "a list is not echoed into a singular field",
    input: "repeated string a = 1;",
    output: "string a = 1;",
    lines: nothing,
  },
  {
    name: "a member of a oneof is echoed where it is the one",
    input: "oneof x { string a = 1; int32 b = 2; }",
    output: "string a = 1;",
    lines: filled('if (request.x.case === "a") response.a = request.x.value;'),
  },
  {
    name: "a member of a oneof is echoed into",
    input: "string a = 1;",
    output: "oneof y { string a = 1; int32 b = 2; }",
    lines: filled('if (request.a !== "") response.y = { case: "a", value: request.a };'),
  },
  {
    name: "strings that are named like identifiers get MOCK_ and their name",
    input: "",
    output:
      "string id = 1; string sid = 2; string room_id = 3; string track_sid = 4; optional string x_id = 5;",
    lines: filled(
      'response.id = "MOCK_ID";',
      'response.sid = "MOCK_SID";',
      'response.roomId = "MOCK_ROOM_ID";',
      'response.trackSid = "MOCK_TRACK_SID";',
      'response.xId = "MOCK_X_ID";',
    ),
  },
  {
    name: "other names and kinds do not",
    input: "",
    output:
      "string grid = 1; string ids = 2; int32 id = 3; repeated string sid = 4; bytes x_id = 5; string trackSid = 6; string Id = 7;",
    lines: nothing,
  },
  {
    name: "an identifier is echoed where it is set",
    input: "string id = 1;",
    output: "string id = 1;",
    lines: filled(
      'if (request.id !== "") response.id = request.id;',
      'else response.id = "MOCK_ID";',
    ),
  },
  {
    name: "an identifier in a oneof is set",
    input: "",
    output: "oneof y { string id = 1; }",
    lines: filled('response.y = { case: "id", value: "MOCK_ID" };'),
  },
  {
    name: "a list of messages gets one element, by rule 2 alone",
    input: "string name = 1;",
    output: "repeated R r = 1; repeated P p = 2;",
    more: "message R { string sid = 1; string name = 2; repeated P p = 3; oneof z { string a_id = 4; string b_id = 5; } } message P { string name = 1; }",
    lines: filled(
      'response.r = [create(RSchema, { sid: "MOCK_SID", z: { case: "bId", value: "MOCK_B_ID" } })];',
      "response.p = [create(PSchema)];",
    ),
  },
  {
    name: "a singular message, a list of scalars and a map stay as they are",
    input: "",
    output: "P p = 1; repeated string s = 2; map<string, P> m = 3; E e = 4;",
    more: "message P { string id = 1; } enum E { Z = 0; }",
    lines: nothing,
  },
  {
    name: "a list of Struct gets an empty object",
    input: "",
    output: "repeated google.protobuf.Struct s = 1;",
    imports: 'import "google/protobuf/struct.proto";',
    lines: filled("response.s = [{}];"),
  },
];

describe("the populated default:", () => {
  for (const { name, input, output, lines, more, imports } of rows) {
    test(name, () => {
      assert.deepEqual(defaultLines(input, output, more, imports), lines);
    });
  }
});

describe("the table's row", () => {
  const row = (input: string, needs: Rule["needs"]): string => {
    const body = `message I { ${input} }\nmessage O {}\nservice S { rpc M(I) returns (O); }`;
    return generate(body, [{ service: "t.S", needs }]).get("methods.ts")!;
  };
  const scoped = { video: ["roomAdmin"], room: true } as const;

  test("has path, schemas, grant, default and handler", () => {
    const text = row("", { video: ["roomCreate"], sip: ["call"] });
    for (const line of [
      'path: "t.S/M",',
      'service: "t.S",',
      'name: "M",',
      "request: ISchema,",
      "response: OSchema,",
      'grant: { video: ["roomCreate"], sip: ["call"] },',
      "populate: sDefaults.M,",
      "handle: unary(ISchema, OSchema),",
    ]) {
      assert.ok(text.includes(`    ${line}\n`), line);
    }
    assert.doesNotMatch(text, / (room|destinationRoom): /);
  });

  const rooms: readonly (readonly [name: string, input: string, line: string])[] = [
    ["room", "string room = 1;", "request.room"],
    ["room_name", "string room_name = 1;", "request.roomName"],
    [
      "room before room_name",
      "string room_name = 1; string room = 2;",
      "request.room || request.roomName",
    ],
    [
      "an optional room",
      "optional string room = 1;",
      '(request.room !== undefined ? request.room : "")',
    ],
    [
      "a room in a oneof",
      "oneof x { string room = 1; }",
      '(request.x.case === "room" ? request.x.value : "")',
    ],
  ];
  for (const [name, input, expression] of rooms) {
    test(`reads ${name}`, () => {
      assert.ok(row(input, scoped).includes(`    room: (request: I) => ${expression},\n`));
    });
  }

  test("reads the destination room", () => {
    const text = row("string room = 1; string destination_room = 2;", {
      ...scoped,
      destinationRoom: true,
    });
    assert.ok(text.includes("    destinationRoom: (request: I) => request.destinationRoom,\n"));
  });

  test("is not for a room where the grant is not", () => {
    assert.doesNotMatch(row("string room = 1;", {}), /^ {4}room: /m);
  });
});

test("a service has its interface and its server", () => {
  const files = generate(
    "message I {} message O {} service S { rpc M(I) returns (O) { option deprecated = true; } }",
  );
  const mock = files.get("t_mock.ts")!;
  assert.match(mock, /export interface SHandlers<Context extends TwirpContext = TwirpContext> \{/);
  assert.match(mock, / {2}\/\*\* @deprecated \*\/\n {2}M\(ctx: Context, request: I\): Promise<O>;/);
  const server = files.get("t_twirp.ts")!;
  assert.match(server, /export function createSServer</);
  assert.match(server, / M: unary\(ISchema, OSchema\),/);
  assert.deepEqual([...files.keys()].sort(), [
    "methods.ts",
    "registry.ts",
    "server.ts",
    "t_mock.ts",
    "t_twirp.ts",
    "types.ts",
    "unary.ts",
  ]);
});

describe("generation fails, and names what is wrong:", () => {
  const two =
    "message I { string room = 1; } message N {} service S { rpc A(I) returns (N); rpc B(N) returns (N); }";
  const all: Rule = { service: "t.S", needs: {} };
  const failures: readonly (readonly [
    name: string,
    body: string,
    policy: readonly Rule[],
    error: RegExp,
  ])[] = [
    ["a method without a rule", two, [{ ...all, methods: ["A"] }], /^t\.S\/B: no rule grants it$/m],
    ["a service without a rule", two, [], /t\.S\/A: no rule grants it\nt\.S\/B: no rule grants it/],
    [
      "two rules for a method",
      two,
      [all, { ...all, methods: ["A"] }],
      /^t\.S\/A: 2 rules grant it$/m,
    ],
    [
      "a rule for a method that is not there",
      two,
      [{ ...all, methods: ["A", "B", "C"] }],
      /^t\.S\/C: the rule matches no method$/m,
    ],
    [
      "a rule for a service that is not there",
      two,
      [all, { service: "t.X", needs: {} }],
      /^t\.X\/\*: the rule matches no method$/m,
    ],
    [
      "a rule of which nothing is there",
      two,
      [all, { ...all, methods: ["X", "Y"] }],
      /^t\.S\/X,Y: the rule matches no method$/m,
    ],
    [
      "a room-scoped grant without a room",
      two,
      [{ ...all, needs: { room: true } }],
      /^t\.S\/B: its grant is for a room, and t\.N has neither room nor room_name$/m,
    ],
    [
      "a room-scoped grant with a room that is no string",
      "message I { int32 room = 1; repeated string room_name = 2; } service S { rpc A(I) returns (I); }",
      [{ ...all, needs: { room: true } }],
      /^t\.S\/A: its grant is for a room/m,
    ],
    [
      "a destination-scoped grant without one",
      two,
      [{ ...all, needs: { destinationRoom: true } }],
      /^t\.S\/A: its grant is for a destination room, and t\.I has no destination_room$/m,
    ],
    [
      "a streaming method",
      "message I {} service S { rpc A(I) returns (stream I); }",
      [all],
      /^t\.S\/A: it streams, which Twirp cannot$/m,
    ],
  ];
  for (const [name, body, policy, error] of failures) {
    test(name, () => {
      assert.throws(() => generate(body, policy), error);
    });
  }
});
