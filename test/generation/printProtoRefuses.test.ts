/** The printer refuses and names what it cannot print. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { printProto } from "../../scripts/bump/proto/print.js";
import { buildProtos } from "./support/protos.js";

interface Refusal {
  readonly what: string;
  /** The source after the syntax line. */
  readonly body: string;
  readonly error: string;
  /** The first line; by default proto3's. */
  readonly syntax?: string;
  /** For constructs of proto2: the syntax that the descriptor claims to have. */
  readonly claims?: "proto3";
}

const proto2 = `syntax = "proto2";`;

const refusals: readonly Refusal[] = [
  { what: "proto2", syntax: proto2, body: "", error: `a.proto: syntax "proto2"` },
  {
    what: "no syntax, which means proto2",
    syntax: "",
    body: "",
    error: `a.proto: syntax "proto2"`,
  },
  {
    what: "edition 2023",
    syntax: `edition = "2023";`,
    body: "",
    error: `a.proto: syntax "editions"`,
  },
  {
    what: "edition 2024",
    syntax: `edition = "2024";`,
    body: "",
    error: `a.proto: syntax "editions"`,
  },
  {
    what: "a group",
    syntax: proto2,
    body: "message A { optional group G = 1 {} }",
    claims: "proto3",
    error: "A.g: a group",
  },
  {
    what: "a required field",
    syntax: proto2,
    body: "message A { required string a = 1; }",
    claims: "proto3",
    error: "A.a: required",
  },
  {
    what: "an extension range",
    syntax: proto2,
    body: "message A { message B { extensions 4 to 5; } }",
    claims: "proto3",
    error: "A.B: extension ranges",
  },
  {
    what: "an extension",
    body: `import "google/protobuf/descriptor.proto";
      extend google.protobuf.FieldOptions { string mine = 50002; }`,
    error: "a.proto: extensions",
  },
  {
    what: "an extension in a message",
    body: `import "google/protobuf/descriptor.proto";
      message A { message B { extend google.protobuf.FieldOptions { string mine = 50002; } } }`,
    error: "A.B: extensions",
  },
  {
    what: "a public import",
    body: `import public "google/protobuf/any.proto";`,
    error: "a.proto: public imports",
  },
  {
    what: "a weak import",
    body: `import weak "google/protobuf/any.proto";`,
    error: "a.proto: weak imports",
  },
  ...options(),
];

/** Unknown options of each kind: custom ones, and unlisted ones of protobuf. */
function options(): Refusal[] {
  const custom = (at: string, body: string, where: string): Refusal => ({
    what: `a custom option of a ${at}`,
    body: `import "custom.proto";\n${body}`,
    error: `${where}: option ${/\(custom\.\w+\)/.exec(body)![0]}`,
  });
  const unlisted = (option: string, body: string, where: string): Refusal => ({
    what: `the option ${option}`,
    body,
    error: `${where}: option ${option}`,
  });
  return [
    custom("file", "option (custom.file) = true;", "a.proto"),
    custom("message", "message A { option (custom.message) = true; }", "A"),
    custom("nested message", "message A { message B { option (custom.message) = true; } }", "A.B"),
    custom("field", "message A { string a = 1 [(custom.field) = true]; }", "A.a"),
    custom("map", "message A { map<string, string> a = 1 [(custom.field) = true]; }", "A.a"),
    custom("oneof", "message A { oneof x { option (custom.oneof) = true; int32 a = 1; } }", "A.x"),
    custom("enum", "enum A { option (custom.enum) = true; Z = 0; }", "A"),
    custom("value", "enum A { Z = 0 [(custom.value) = true]; }", "A.Z"),
    custom("service", "service A { option (custom.service) = true; }", "A"),
    custom(
      "method",
      "message B {} service A { rpc M(B) returns (B) { option (custom.method) = true; } }",
      "A.M",
    ),
    unlisted("java_package", `option java_package = "x";`, "a.proto"),
    unlisted("go_package", `option go_package = "x";`, "a.proto"),
    unlisted("optimize_for", "option optimize_for = SPEED;", "a.proto"),
    unlisted("packed", "message A { repeated int32 a = 1 [packed = false]; }", "A.a"),
    unlisted("jstype", "message A { int64 a = 1 [jstype = JS_STRING]; }", "A.a"),
    unlisted("debug_redact", "enum A { Z = 0 [debug_redact = true]; }", "A.Z"),
    unlisted(
      "no_standard_descriptor_accessor",
      "message A { option no_standard_descriptor_accessor = true; }",
      "A",
    ),
    unlisted(
      "idempotency_level",
      "message B {} service A { rpc M(B) returns (B) { option idempotency_level = IDEMPOTENT; } }",
      "A.M",
    ),
  ];
}

const customOptions = [
  ["File", "file"],
  ["Message", "message"],
  ["Field", "field"],
  ["Oneof", "oneof"],
  ["Enum", "enum"],
  ["EnumValue", "value"],
  ["Service", "service"],
  ["Method", "method"],
].map(([kind, name]) => `extend google.protobuf.${kind!}Options { bool ${name!} = 50001; }`);

const custom = `syntax = "proto3";
package custom;
import "google/protobuf/descriptor.proto";
${customOptions.join("\n")}
`;

describe("the printer refuses, and names,", { concurrency: 4 }, () => {
  for (const { what, body, error, syntax = `syntax = "proto3";`, claims } of refusals) {
    test(what, async () => {
      const source = `${syntax}\n${body}\n`;
      const build = await buildProtos({ "a.proto": source, "custom.proto": custom });
      const file = build.find(({ name }) => name === "a.proto")!;
      file.syntax = claims ?? file.syntax;
      assert.throws(() => printProto(file, build), { message: `cannot print ${error}` });
    });
  }
});
