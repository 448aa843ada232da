import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { clone, equals, toJsonString } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema, type FileDescriptorProto } from "@bufbuild/protobuf/wkt";
import { printProto } from "../scripts/proto/print.js";
import { compile, compileFolder, formatDiff } from "./support/compile.js";

const proto = (body: string, head = ""): string =>
  `syntax = "proto3";\npackage test;\n${head}\n${body}\n`;

function own(files: readonly FileDescriptorProto[]): FileDescriptorProto[] {
  return files.filter(({ name }) => !name.startsWith("google/protobuf/"));
}

function printAll(files: readonly FileDescriptorProto[]): Record<string, string> {
  return Object.fromEntries(own(files).map((file) => [file.name, printProto(file, files)]));
}

/** Imports may stand in any order. */
function sorted(file: FileDescriptorProto): FileDescriptorProto {
  const copy = clone(FileDescriptorProtoSchema, file);
  copy.dependency.sort();
  return copy;
}

test("the protos of the project are what the printer makes of them", () => {
  const files = compileFolder("proto");
  const printed = printAll(files);
  assert.equal(Object.keys(printed).length, 21);
  for (const [path, text] of Object.entries(printed)) {
    assert.equal(text, readFileSync(`proto/${path}`, "utf8"), path);
  }
});

const constructs: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "an empty message, enum and service": {
    "a.proto": proto("message A {}\nenum E { E_ZERO = 0; }\nservice S {}"),
  },
  "scalars, repeated and optional": {
    "a.proto": proto(
      "message A { double a = 1; float b = 2; int32 c = 3; int64 d = 4; uint32 e = 5; uint64 f = 6; sint32 g = 7; sint64 h = 8; fixed32 i = 9; fixed64 j = 10; sfixed32 k = 11; sfixed64 l = 12; bool m = 13; string n = 14; bytes o = 15; repeated string p = 16; optional int32 q = 17; optional A r = 18; repeated A s = 19; }",
    ),
  },
  "oneofs, also around an optional": {
    "a.proto": proto(
      "message A { string a = 1; oneof x { string b = 2; A c = 3; } optional string d = 4; oneof y { E e = 5 [deprecated = true]; } }\nenum E { Z = 0; }",
    ),
  },
  "maps of scalars, messages and enums": {
    "a.proto": proto(
      "message A { map<string, string> a_b = 1; map<int32, A> c = 2; map<bool, E> d = 3 [deprecated = true]; }\nenum E { Z = 0; }",
    ),
  },
  "reserved numbers, ranges and names": {
    "a.proto": proto(
      'message A { reserved 1, 3 to 5, 100 to max; reserved "a", "b"; string c = 2; }\nenum E { reserved -5 to -3, 2, 4 to max; reserved "B"; Z = 0; }',
    ),
  },
  "an enum with aliases and negative values": {
    "a.proto": proto("enum E { option allow_alias = true; Z = 0; A = 1; B = 1; N = -1; }"),
  },
  "json names": {
    "a.proto": proto('message A { string a_b = 1 [json_name = "x", deprecated = true]; }'),
  },
  deprecations: {
    "a.proto": proto(
      "message A { option deprecated = true; string a = 1 [deprecated = true]; }\nenum E { option deprecated = true; Z = 0 [deprecated = true]; }\nservice S { option deprecated = true; rpc M(A) returns (A) { option deprecated = true; } }",
    ),
  },
  "streaming methods": {
    "a.proto": proto(
      "message A {}\nservice S { rpc A1(stream A) returns (A); rpc A2(A) returns (stream A); rpc A3(stream A) returns (stream A); }",
    ),
  },
  "nested types that shadow each other": {
    "a.proto": proto(
      "message A { message A { message B {} A a = 1; B b = 2; } message B {} A a = 1; test.A outer = 2; B b = 3; A.B ab = 4; }\nmessage B { enum E { Z = 0; } A.A.B x = 1; E e = 2; }",
    ),
  },
  "a nested message that is named like the package": {
    "a.proto": proto(
      "message B {}\nmessage A { message test {} .test.B b = 1; test t = 2; .test.A a = 3; }",
    ),
  },
  "types of other packages": {
    "a.proto": proto(
      "message A { google.protobuf.Timestamp t = 1; test.sub.C c = 2; other.D d = 3; }",
      'import "other.proto"; import "google/protobuf/timestamp.proto"; import "c.proto";',
    ),
    "c.proto": 'syntax = "proto3";\npackage test.sub;\nmessage C { message google {} }\n',
    "other.proto": 'syntax = "proto3";\npackage other;\nmessage D {}\n',
  },
  "no package": { "a.proto": 'syntax = "proto3";\nmessage A { message B {} B b = 1; A a = 2; }\n' },
};

describe("the printer is exact for", () => {
  for (const [name, files] of Object.entries(constructs)) {
    test(name, () => {
      const before = compile(files);
      const printed = printAll(before);
      const after = compile(printed);
      assert.deepEqual(printAll(after), printed);
      assert.equal(formatDiff(printed), "");
      for (const file of own(before)) {
        const again = after.find((other) => other.name === file.name)!;
        assert.ok(
          equals(FileDescriptorProtoSchema, sorted(file), sorted(again)),
          `${toJsonString(FileDescriptorProtoSchema, again)}\n${printed[file.name]!}`,
        );
      }
    });
  }
});

const refused: readonly (readonly [
  what: string,
  files: Readonly<Record<string, string>>,
  error: RegExp,
])[] = [
  ["proto2", { "a.proto": 'syntax = "proto2";\n' }, /cannot print a.proto: syntax/],
  ["editions", { "a.proto": 'edition = "2023";\n' }, /cannot print a.proto: syntax "editions"/],
  [
    "a public import",
    { "a.proto": proto("", 'import public "b.proto";'), "b.proto": proto("message B {}") },
    /cannot print a.proto: public imports/,
  ],
  [
    "a file option",
    { "a.proto": proto("", 'option java_package = "x";') },
    /cannot print a.proto: option java_package/,
  ],
  [
    "a field option",
    { "a.proto": proto("message A { int64 a = 1 [jstype = JS_STRING]; }") },
    /cannot print test.A.a: option jstype/,
  ],
  [
    "a method option",
    {
      "a.proto": proto(
        "message A {} service S { rpc M(A) returns (A) { option idempotency_level = IDEMPOTENT; } }",
      ),
    },
    /cannot print test.S.M: option idempotency_level/,
  ],
  [
    "an extension",
    {
      "a.proto": proto(
        "extend google.protobuf.FieldOptions { string note = 50000; }",
        'import "google/protobuf/descriptor.proto";',
      ),
    },
    /cannot print a.proto: extensions/,
  ],
  [
    "a custom option",
    {
      "a.proto": proto('message A { string a = 1 [(note) = "x"]; }', 'import "b.proto";'),
      "b.proto": proto(
        "extend google.protobuf.FieldOptions { string note = 50000; }",
        'import "google/protobuf/descriptor.proto";',
      ),
    },
    /cannot print test.A.a: a custom option/,
  ],
];

describe("the printer refuses by name", () => {
  for (const [what, files, error] of refused) {
    test(what, () => {
      const compiled = compile(files);
      const file = compiled.find(({ name }) => name === "a.proto")!;
      assert.throws(() => printProto(file, compiled), error);
    });
  }
});
