import type { Files } from "./protos.js";

/** A method: the fields of its two messages, and the lines of its populated default. */
export interface DefaultRow {
  readonly does: string;
  readonly request: string;
  readonly response: string;
  readonly lines: readonly string[];
  /** Other declarations in the file. */
  readonly more?: string;
}

/** A field `a` of this type is echoed if `condition` is true. */
function echoed(kind: string, condition: string): DefaultRow {
  return {
    does: `echoes ${kind}`,
    request: `${kind} a = 1;`,
    response: `${kind} a = 7;`,
    lines: [`if (${condition}) response.a = request.a;`],
  };
}

function untouched(does: string, request: string, response: string, more = ""): DefaultRow {
  return { does, request, response, lines: [], more };
}

const types = "message M { string id = 1; } enum E { Z = 0; }";

export const defaultRows: readonly DefaultRow[] = [
  echoed("string", 'request.a !== ""'),
  echoed("bool", "request.a"),
  echoed("bytes", "request.a.length > 0"),
  ...["int32", "uint32", "sint32", "fixed32", "sfixed32"].map((k) => echoed(k, "request.a !== 0")),
  ...["int64", "uint64", "sint64", "fixed64", "sfixed64"].map((k) => echoed(k, "request.a !== 0n")),
  ...["double", "float"].map((kind) => echoed(kind, "!Object.is(request.a, 0)")),
  ...["string", "bool", "int64", "bytes"].map((kind) =>
    echoed(`optional ${kind}`, "request.a !== undefined"),
  ),
  {
    does: "echoes from an optional field into a plain one, and back",
    request: "optional int32 a = 1; int32 b = 2;",
    response: "int32 a = 1; optional int32 b = 2;",
    lines: [
      "if (request.a !== undefined) response.a = request.a;",
      "if (request.b !== 0) response.b = request.b;",
    ],
  },
  {
    does: "echoes in the order of the response",
    request: "string a_b = 1; bool c = 2;",
    response: "bool c = 5; string a_b = 3;",
    lines: [
      "if (request.c) response.c = request.c;",
      'if (request.aB !== "") response.aB = request.aB;',
    ],
  },
  {
    does: "echoes from a member of a oneof",
    request: "oneof the_choice { string a_b = 1; M m = 2; }",
    response: "string a_b = 1;",
    more: types,
    lines: ['if (request.theChoice.case === "aB") response.aB = request.theChoice.value;'],
  },
  {
    does: "echoes into a member of a oneof",
    request: "int64 a_b = 1;",
    response: "oneof the_choice { int64 a_b = 1; M m = 2; }",
    more: types,
    lines: ['if (request.aB !== 0n) response.theChoice = { case: "aB", value: request.aB };'],
  },
  {
    does: "echoes from oneof to oneof",
    request: "oneof x { bool a = 1; bytes b = 2; }",
    response: "oneof y { bytes b = 1; bool a = 2; }",
    lines: [
      'if (request.x.case === "b") response.y = { case: "b", value: request.x.value };',
      'if (request.x.case === "a") response.y = { case: "a", value: request.x.value };',
    ],
  },
  {
    does: "uses the generated names of fields with reserved names",
    request: "string constructor = 1; int32 to_string = 2; bool a_1b = 3;",
    response: "string constructor = 1; int32 to_string = 2; bool a_1b = 3;",
    lines: [
      'if (request.constructor$ !== "") response.constructor$ = request.constructor$;',
      "if (request.toString$ !== 0) response.toString$ = request.toString$;",
      "if (request.a1b) response.a1b = request.a1b;",
    ],
  },
  untouched(
    "does not echo another kind",
    "int32 a = 1; string b = 2; float c = 3; sint32 d = 4;",
    "int64 a = 1; bytes b = 2; double c = 3; int32 d = 4;",
  ),
  untouched(
    "does not echo another name",
    "string a = 1; string aB = 2;",
    "string b = 1; string a_b = 2;",
  ),
  untouched("does not echo an enum", "E a = 1;", "E a = 1;", types),
  untouched("does not echo a message, nor fill it", "M a = 1;", "M a = 1;", types),
  untouched(
    "does not echo a list of scalars or enums",
    "repeated string a = 1; repeated E b = 2;",
    "repeated string a = 1; repeated E b = 2;",
    types,
  ),
  untouched(
    "does not echo a list into a single field, nor back",
    "repeated string a = 1; string b = 2;",
    "string a = 1; repeated string b = 2;",
  ),
  untouched(
    "leaves maps empty, of any value and name",
    "map<string, string> a = 1;",
    "map<string, string> a = 1; map<string, M> b = 2; map<string, string> id = 3;",
    types,
  ),
  untouched(
    "does not take other names for identifiers",
    "",
    "string ids = 1; string grid = 2; string uuid = 3; string ID = 4; string room_Id = 5; string id_x = 6; string trackId = 7; string xsid = 8;",
  ),
  untouched(
    "does not take other kinds for identifiers",
    "",
    "int64 id = 1; bytes sid = 2; repeated string room_id = 3; M track_sid = 4; E x_id = 5;",
    types,
  ),
  untouched("responds to an empty request with an empty response", "", ""),
  {
    does: "gives identifiers a value",
    request: "",
    response:
      "string id = 1; string sid = 2; string room_id = 3; string a_b_sid = 4; string _id = 5; optional string x_id = 6;",
    lines: [
      'response.id = "MOCK_ID";',
      'response.sid = "MOCK_SID";',
      'response.roomId = "MOCK_ROOM_ID";',
      'response.aBSid = "MOCK_A_B_SID";',
      'response.Id = "MOCK__ID";',
      'response.xId = "MOCK_X_ID";',
    ],
  },
  {
    does: "echoes an identifier, or gives it a value",
    request: "string id = 1; int32 room_sid = 2;",
    response: "string id = 1; string room_sid = 2;",
    lines: [
      'if (request.id !== "") response.id = request.id;',
      'else response.id = "MOCK_ID";',
      'response.roomSid = "MOCK_ROOM_SID";',
    ],
  },
  {
    does: "gives an identifier in a oneof a value, if it is not echoed",
    request: "oneof x { string a_id = 1; string b = 2; }",
    response: "oneof y { string a_id = 1; int32 c = 2; }",
    lines: [
      'if (request.x.case === "aId") response.y = { case: "aId", value: request.x.value };',
      'else response.y = { case: "aId", value: "MOCK_A_ID" };',
    ],
  },
  {
    does: "gives a list of messages one element, with only its identifiers set",
    request: "string name = 1; string id = 2;",
    response: "repeated N elements = 1;",
    more: `${types} message N { string name = 1; string id = 2; optional string x_sid = 3; repeated M m = 4; repeated string r_id = 5;
      M one = 6; map<string, M> by_id = 7; oneof x { string y_id = 8; int32 z = 9; } }`,
    lines: [
      'response.elements = [create(NSchema, { id: "MOCK_ID", xSid: "MOCK_X_SID", x: { case: "yId", value: "MOCK_Y_ID" } })];',
    ],
  },
  {
    does: "gives a list of messages without identifiers an empty element",
    request: "repeated N elements = 1;",
    response: "repeated N elements = 1;",
    more: "message N { string name = 1; }",
    lines: ["response.elements = [createEmpty(NSchema)];"],
  },
  {
    does: "gives a list of its own message one element, and does not recurse",
    request: "",
    response: "string id = 1; repeated Response children = 2;",
    lines: [
      'response.id = "MOCK_ID";',
      'response.children = [create(ResponseSchema, { id: "MOCK_ID" })];',
    ],
  },
  {
    does: "gives lists of well-known types one element",
    request: "",
    response:
      "repeated google.protobuf.Struct a = 1; repeated google.protobuf.Value b = 2; repeated google.protobuf.Empty c = 3; repeated google.protobuf.StringValue d = 4;",
    lines: [
      "response.a = [{}];",
      "response.b = [createEmpty(ValueSchema)];",
      "response.c = [createEmpty(EmptySchema)];",
      "response.d = [createEmpty(StringValueSchema)];",
    ],
  },
  untouched(
    "does not echo wrappers and other well-known types",
    "google.protobuf.StringValue a = 1; google.protobuf.Struct b = 2;",
    "google.protobuf.StringValue a = 1; google.protobuf.Struct b = 2;",
  ),
];

/** One file per row: `row0.proto` has the package `row0` with the service `row0.Row0`. */
export function rowFiles(rows: readonly DefaultRow[]): Files {
  const text = ({ request, response, more = "" }: DefaultRow, at: number): string =>
    `syntax = "proto3";
package row${String(at)};
import "google/protobuf/empty.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/wrappers.proto";
service Row${String(at)} { rpc Call(Request) returns (Response); }
message Request { ${request} }
message Response { ${response} }
${more}
`;
  return Object.fromEntries(rows.map((row, at) => [`row${String(at)}.proto`, text(row, at)]));
}
