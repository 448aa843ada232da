/** The project's plugin as a pure function from proto source to generated lines. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Needs, Rule } from "../../scripts/generate/grants.js";
import { createPlugin } from "../../scripts/generate/plugin.js";
import { defaultRows, rowFiles } from "./support/defaultRows.js";
import { generatorRequest, type Files } from "./support/protos.js";

async function generate(files: Files, policy: readonly Rule[]): Promise<Map<string, string>> {
  const { file, error } = createPlugin(policy).run(await generatorRequest(files));
  assert.equal(error, "");
  return new Map(file.map(({ name, content }) => [name, content]));
}

/** One file of the package `p`. */
function source(body: string): Files {
  const imports = `import "google/protobuf/empty.proto";`;
  return { "a.proto": `syntax = "proto3";\npackage p;\n${imports}\n${body}\n` };
}

/** The lines from `first` to the next `last`. */
function linesBetween(text: string, first: string, last: string): string[] {
  const lines = text.split("\n");
  const start = lines.indexOf(first);
  assert.notEqual(start, -1, `no line ${first} in\n${text}`);
  return lines.slice(start, lines.indexOf(last, start) + 1);
}

const rowPolicy = defaultRows.map((_, at) => ({
  service: `row${String(at)}.Row${String(at)}`,
  needs: {},
}));
const generatedRows = await generate(rowFiles(defaultRows), rowPolicy);

describe("the populated default", () => {
  for (const [at, { does, lines }] of defaultRows.entries()) {
    test(does, () => {
      const echoes = lines.some((line) => line.includes("request."));
      const head = `  Call(${echoes ? "_ctx, request: Request" : ""}): Response {`;
      const filled = [
        "const response = createEmpty(ResponseSchema);",
        ...lines,
        "return response;",
      ];
      const body = lines.length === 0 ? ["return createEmpty(ResponseSchema);"] : filled;
      assert.deepEqual(linesBetween(generatedRows.get(`row${String(at)}_mock.ts`)!, head, "  },"), [
        head,
        ...body.map((line) => `    ${line}`),
        "  },",
      ]);
    });
  }

  test("of google.protobuf.Empty is empty", async () => {
    const body = `service S { rpc M(google.protobuf.Empty) returns (google.protobuf.Empty); }`;
    const files = await generate(source(body), [{ service: "p.S", needs: {} }]);
    const head = "  M(): Empty {";
    assert.deepEqual(linesBetween(files.get("a_mock.ts")!, head, "  },"), [
      head,
      "    return createEmpty(EmptySchema);",
      "  },",
    ]);
  });
});

test("a rich default has no value of a rule that the protocol lacks", async () => {
  const text = `syntax = "proto3";
    package livekit;
    message EgressInfo {
      EgressStatus status = 1;
      oneof request { bool a = 2; bool b = 3; }
    }
    enum EgressStatus { EGRESS_STARTING = 0; EGRESS_STOPPED = 1; }
    message StopEgressRequest {}
    service Egress { rpc StopEgress(StopEgressRequest) returns (EgressInfo); }`;
  const files = await generate({ "a.proto": text }, [{ service: "livekit.Egress", needs: {} }]);
  const line = `    return create(EgressInfoSchema, { status: 1, request: { case: "a", value: true } });`;
  assert.ok(files.get("a_rich.ts")!.split("\n").includes(line), files.get("a_rich.ts"));
});

const tableHead = "export const methods: ReadonlyMap<string, MethodRow> = tableOf([";

describe("a service", () => {
  const body = `message A {} message B {} service AgentDBService {
    rpc Get(A) returns (B);
    rpc Put(B) returns (google.protobuf.Empty) { option deprecated = true; }
  }`;
  const policy: readonly Rule[] = [{ service: "p.AgentDBService", needs: { sip: ["admin"] } }];

  test("gets a typed interface, in the order of its methods", async () => {
    const files = await generate(source(body), policy);
    const head = "export interface AgentDBServiceHandlers<Control = unknown, Claims = unknown> {";
    assert.deepEqual(linesBetween(files.get("a_mock.ts")!, head, "}"), [
      head,
      "  Get(ctx: HandlerContext<Control, Claims>, request: A): B | Promise<B>;",
      "  /** @deprecated */",
      "  Put(ctx: HandlerContext<Control, Claims>, request: B): Empty | Promise<Empty>;",
      "}",
    ]);
  });

  test("gets defaults that its interface type-checks", async () => {
    const text = (await generate(source(body), policy)).get("a_mock.ts")!;
    const head = "export const agentDBServiceDefaults: Defaults<AgentDBServiceHandlers> = {";
    const names = linesBetween(text, head, "};").flatMap((line) => /^ {2}(\w+)\(/.exec(line) ?? []);
    assert.deepEqual(names, ["  Get(", "Get", "  Put(", "Put"]);
  });

  test("gets its methods, in their order, each with its default as the handler", async () => {
    const text = (await generate(source(body), policy)).get("a_mock.ts")!;
    const head = "export const agentDBServiceMethods: readonly Method[] = [";
    const lines = linesBetween(text, head, "];").filter((line) =>
      /^ {4}(name|handler):/.test(line),
    );
    assert.deepEqual(lines, [
      '    name: "Get",',
      "    handler: agentDBServiceDefaults.Get,",
      '    name: "Put",',
      "    handler: agentDBServiceDefaults.Put,",
    ]);
  });

  test("has only its own methods if its file has several services", async () => {
    const more = `${body} service Other { rpc Get(A) returns (B); } service None {}`;
    const rules = [...policy, { service: "p.Other", needs: {} }];
    const text = (await generate(source(more), rules)).get("a_mock.ts")!;
    const head = "export const otherMethods: readonly Method[] = [";
    const paths = linesBetween(text, head, "];").filter((line) => line.includes("path:"));
    assert.deepEqual(paths, ['    path: "p.Other/Get",']);
    assert.ok(text.includes("export const noneMethods: readonly Method[] = [\n];"));
  });

  test("is in the table of methods, and in the index of services", async () => {
    const files = await generate(source(body), policy);
    assert.deepEqual(linesBetween(files.get("methods.ts")!, tableHead, "]);"), [
      tableHead,
      '  ["p.AgentDBService", async () => (await import("./a_mock.js")).agentDBServiceMethods, ["Get", "Put"]],',
      "]);",
    ]);
    const text = files.get("services.ts")!;
    const handlers = "export interface Handlers<Control = unknown, Claims = unknown> {";
    assert.deepEqual(linesBetween(text, handlers, "}"), [
      handlers,
      "  readonly AgentDBService: AgentDBServiceHandlers<Control, Claims>;",
      "}",
    ]);
    const index = "export const services: Readonly<Record<keyof Handlers, Service>> = {";
    assert.deepEqual(linesBetween(text, index, "};"), [
      index,
      '  AgentDBService: { name: "p.AgentDBService", methods: agentDBServiceMethods },',
      "};",
    ]);
  });

  test("has the JSON types of its responses in the index, by path and by name", async () => {
    const more = `${body} service Other { rpc Get(A) returns (C); rpc Clear(A) returns (A); }`;
    const full = `${more} message C { string c = 1; }`.replace("B {}", "B { string b = 1; }");
    const files = await generate(source(full), [...policy, { service: "p.Other", needs: {} }]);
    const head = "export interface Responses {";
    assert.deepEqual(linesBetween(files.get("responses.ts")!, head, "}"), [
      head,
      '  readonly "p.AgentDBService/Get": BJson;',
      '  readonly "Get": BJson | CJson;',
      '  readonly "p.AgentDBService/Put": EmptyJson;',
      '  readonly "Put": EmptyJson;',
      '  readonly "p.Other/Get": CJson;',
      '  readonly "p.Other/Clear": EmptyJson;',
      '  readonly "Clear": EmptyJson;',
      "}",
    ]);
  });

  test("gets no file if its proto has no services", async () => {
    const files = await generate({ "a.proto": `syntax = "proto3"; message A {}` }, []);
    const names = [
      "create.ts",
      "messages.ts",
      "methods.ts",
      "responses.ts",
      "rich.ts",
      "services.ts",
      "table.ts",
      "types.ts",
    ];
    assert.deepEqual([...files.keys()].sort(), names);
  });

  for (const [service, name] of [
    ["SIP", "sipDefaults"],
    ["Egress", "egressDefaults"],
    ["RoomService", "roomServiceDefaults"],
    ["SIPTrunk", "sipTrunkDefaults"],
    ["lower", "lowerDefaults"],
  ] as const) {
    test(`${service} has its defaults in ${name}`, async () => {
      const files = await generate(
        source(`service ${service} { rpc M(A) returns (A); } message A {}`),
        [{ service: `p.${service}`, needs: {} }],
      );
      assert.ok(files.get("a_mock.ts")!.includes(`export const ${name}: `));
      assert.ok(files.get("a_mock.ts")!.includes(`    handler: ${name}.M,`));
    });
  }
});

interface TableRow {
  readonly has: string;
  readonly request: string;
  readonly needs: Needs;
  /** From `grant` up to `handler`. */
  readonly lines: readonly string[];
}

const room: Needs = { video: ["roomAdmin"], room: true };
const roomGrant = 'grant: { video: ["roomAdmin"] },';
const roomLine = (value: string): string[] => [roomGrant, `room: (request: A) => ${value},`];

const tableRows: readonly TableRow[] = [
  { has: "no grant", request: "string room = 1;", needs: {}, lines: ["grant: {},"] },
  {
    has: "grants of each claim, and no room if the grant is not for one",
    request: "string room = 1; string destination_room = 2;",
    needs: { agent: ["admin"], sip: ["call", "admin"], video: ["roomCreate"] },
    lines: ['grant: { video: ["roomCreate"], sip: ["call","admin"], agent: ["admin"] },'],
  },
  { has: "room", request: "string room = 1;", needs: room, lines: roomLine("request.room") },
  {
    has: "room_name",
    request: "string room_name = 1;",
    needs: room,
    lines: roomLine("request.roomName"),
  },
  {
    has: "room, otherwise room_name, in any order",
    request: "string room_name = 1; string room = 2;",
    needs: room,
    lines: roomLine("request.room || request.roomName"),
  },
  {
    has: "an optional room",
    request: "optional string room = 1;",
    needs: room,
    lines: roomLine('(request.room !== undefined ? request.room : "")'),
  },
  {
    has: "an optional room, otherwise a room_name in a oneof",
    request: "optional string room = 1; oneof x { string room_name = 2; int32 b = 3; }",
    needs: room,
    lines: roomLine(
      '(request.room !== undefined ? request.room : "") || (request.x.case === "roomName" ? request.x.value : "")',
    ),
  },
  {
    has: "room_name, if room is not a string",
    request: "bytes room = 1; string room_name = 2;",
    needs: room,
    lines: roomLine("request.roomName"),
  },
  {
    has: "a destination room",
    request: "string room = 1; string destination_room = 2;",
    needs: { ...room, destinationRoom: true },
    lines: [
      ...roomLine("request.room"),
      "destinationRoom: (request: A) => request.destinationRoom,",
    ],
  },
];

describe("the row of a method has its path, its schemas and", () => {
  for (const { has, request, needs, lines } of tableRows) {
    test(has, async () => {
      const body = `message A { ${request} } message B {} service S { rpc M(A) returns (B); }`;
      const files = await generate(source(body), [{ service: "p.S", methods: ["M"], needs }]);
      const expected = [
        'path: "p.S/M",',
        'service: "p.S",',
        'name: "M",',
        "request: ASchema,",
        "response: BSchema,",
        ...lines,
        "handler: sDefaults.M,",
      ];
      assert.deepEqual(linesBetween(files.get("a_mock.ts")!, "  {", "  },"), [
        "  {",
        ...expected.map((line) => `    ${line}`),
        "  },",
      ]);
    });
  }
});

describe("only a method that can carry an Any has the registry of types", () => {
  const any = 'import "google/protobuf/any.proto"; message A { google.protobuf.Any any = 1; }';
  const needs = [{ service: "p.S", needs: {} }];
  for (const [where, text] of [
    ["in its request", "service S { rpc M(A) returns (B); } message B {}"],
    [
      "deep in its response",
      "service S { rpc M(B) returns (C); } message B {} message C { map<string, A> a = 1; C c = 2; }",
    ],
  ] as const) {
    test(where, async () => {
      const files = await generate(source(`${any} ${text}`), needs);
      assert.match(files.get("a_mock.ts")!, /^ {4}registry,$/m);
      assert.match(files.get("registry.ts")!, /export const registry = createRegistry\(/);
    });
  }

  test("not at all", async () => {
    const text = "service S { rpc M(B) returns (C); } message B {} message C { C c = 2; }";
    const files = await generate(source(text), needs);
    assert.doesNotMatch(files.get("a_mock.ts")!, /registry/);
    assert.equal(files.get("registry.ts"), undefined);
  });
});

describe("the messages are exported", () => {
  const file = (name: string): string =>
    `syntax = "proto3"; package ${name}; message Same { string id = 1; }`;

  test("by name, in a namespace per package except LiveKit's main one", async () => {
    const files = await generate(
      {
        "a.proto": file("livekit"),
        "b.proto": `syntax = "proto3"; package livekit;`,
        "agent/c.proto": file("livekit.agent"),
        "agent/d.proto": `syntax = "proto3"; package livekit.agent;`,
        "e.proto": file("google.rpc"),
      },
      [],
    );
    assert.deepEqual(exportsIn(files, "messages.ts"), [
      'export * from "./a_pb.js";',
      'export * from "./b_pb.js";',
      'export * as agent from "./messages_agent.js";',
      'export * as googleRpc from "./messages_googleRpc.js";',
    ]);
    assert.deepEqual(exportsIn(files, "messages_agent.ts"), [
      'export * from "./agent/c_pb.js";',
      'export * from "./agent/d_pb.js";',
    ]);
    assert.deepEqual(exportsIn(files, "messages_googleRpc.ts"), ['export * from "./e_pb.js";']);
  });
});

/** The lines of a file that export something, sorted. */
function exportsIn(files: ReadonlyMap<string, string>, name: string): string[] {
  return files
    .get(name)!
    .split("\n")
    .filter((line) => line.startsWith("export"))
    .sort((one, other) => Number(one.includes(" as ")) - Number(other.includes(" as ")));
}
