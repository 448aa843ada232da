import type { Files } from "./protos.js";

/** Proto source that the printer can print, by what it shows. */
export interface PrintRow {
  readonly shows: string;
  readonly files: Files;
}

/** One file of the package `p`, which may refer to the two types that stand behind `body`. */
function row(shows: string, body: string): PrintRow {
  const shared = "message Shared {}\nenum Kind { KIND_NONE = 0; }";
  return { shows, files: { "a.proto": `syntax = "proto3";\npackage p;\n${body}\n${shared}\n` } };
}

const members: readonly PrintRow[] = [
  row(
    "each scalar type",
    `message A {
      double a = 1; float b = 2; int32 c = 3; int64 d = 4; uint32 e = 5; uint64 f = 6; sint32 g = 7;
      sint64 h = 8; fixed32 i = 9; fixed64 j = 10; sfixed32 k = 11; sfixed64 l = 12; bool m = 13;
      string n = 14; bytes o = 15;
    }`,
  ),
  row(
    "an enum, a message and lists of them",
    "message A { Kind a = 1; Shared b = 2; repeated Kind c = 3; repeated Shared d = 4; }",
  ),
  row("a list of scalars", "message A { repeated int32 a = 1; repeated string b = 2; }"),
  row("a oneof", "message A { oneof x { string a = 1; Shared b = 2; Kind c = 3; } }"),
  row(
    "two oneofs among other fields",
    "message A { int32 a = 9; oneof x { string b = 1; } bool c = 2; oneof y { int32 d = 3; } }",
  ),
  row("an optional scalar", "message A { optional string a = 1; optional int64 b = 2; }"),
  row("an optional enum and message", "message A { optional Kind a = 1; optional Shared b = 2; }"),
  row(
    "an optional field beside a oneof",
    "message A { optional int32 a = 1; oneof x { int32 b = 2; } }",
  ),
  row("a map to a scalar", "message A { map<string, bytes> a = 1; }"),
  row("a map to a message", "message A { map<int64, Shared> a = 1; }"),
  row("a map to an enum", "message A { map<bool, Kind> a = 1; }"),
  row("a map to a nested message", "message A { message B {} map<string, B> a = 1; }"),
  row("a map in front of a nested message", "message A { map<string, B> a = 1; message B {} }"),
  row("a map in a nested message", "message A { message B { map<string, Kind> a = 1; } B b = 1; }"),
  row(
    "maps of one name in two messages",
    "message A { message B { map<string, int32> m = 1; } map<string, string> m = 1; }",
  ),
  row(
    "fields out of the order of their numbers",
    "message A { int32 c = 3; int32 a = 1; int32 b = 536870911; }",
  ),
  row("a JSON name", `message A { string a_b = 1 [json_name = "other"]; }`),
  row(
    "a JSON name with a quote and a backslash",
    String.raw`message A { string a = 1 [json_name = "q\"b\\s"]; }`,
  ),
  row("an empty JSON name", `message A { string a = 1 [json_name = ""]; }`),
  row("the usual JSON name, written out", `message A { string a_b = 1 [json_name = "aB"]; }`),
  row(
    "names whose JSON name is no plain camel case",
    "message A { int32 _a = 1; int32 b__c = 2; int32 d_1e = 3; int32 fG = 4; int32 h_ = 5; }",
  ),
];

const types: readonly PrintRow[] = [
  row(
    "nested messages and enums",
    "message A { enum E { Z = 0; } message B { message C { E e = 1; } C c = 1; } B b = 1; B.C c = 2; }",
  ),
  row("an empty message", "message A {}"),
  row("an empty nested message", "message A { message B {} }"),
  row("a message that holds itself", "message A { A a = 1; repeated A b = 2; }"),
  row("reserved numbers of a message", "message A { reserved 2, 4; string a = 1; }"),
  row("reserved ranges of a message", "message A { reserved 2 to 3, 9 to 9, 7 to 8; }"),
  row("a reserved range of a message to max", "message A { reserved 5, 100 to max; }"),
  row("the last number of a message, reserved alone", "message A { reserved 536870911; }"),
  row("reserved names of a message", `message A { reserved "a", "b"; }`),
  row(
    "reserved numbers and names beside the rest",
    `message A { reserved 2; reserved "b"; enum E { Z = 0; } E a = 1; }`,
  ),
  row(
    "reserved numbers and names of an enum",
    `enum E { Z = 0; reserved 2, 4 to 6; reserved "A", "B"; }`,
  ),
  row("a reserved range of an enum to max", "enum E { Z = 0; reserved 5 to max; }"),
  row("the last number of an enum, reserved alone", "enum E { Z = 0; reserved 2147483647; }"),
  row(
    "reserved numbers of an enum below zero",
    "enum E { Z = 0; reserved -7, -5 to -2, min to -100; }".replace("min", "-2147483648"),
  ),
  row("an enum with aliases", "enum E { option allow_alias = true; Z = 0; A = 1; B = 1; }"),
  row(
    "enum values below zero and at the ends",
    "enum E { Z = 0; A = -1; B = -2147483648; C = 2147483647; }",
  ),
  row(
    "what is deprecated",
    `message A { option deprecated = true; string a = 1 [deprecated = true]; oneof x { int32 b = 2 [deprecated = true]; } map<string, string> c = 3 [deprecated = true]; }
    enum E { option deprecated = true; Z = 0; B = 1 [deprecated = true]; }
    service S { option deprecated = true; rpc M(A) returns (A) { option deprecated = true; } rpc N(A) returns (A); }`,
  ),
  row(
    "what is said not to be deprecated",
    "message A { option deprecated = false; string a = 1 [deprecated = false]; }",
  ),
  row(
    "a deprecated field with a JSON name",
    `message A { string a = 1 [json_name = "b", deprecated = true]; }`,
  ),
  row(
    "a deprecated enum with aliases and reserved numbers",
    "enum E { option deprecated = true; option allow_alias = true; reserved 3; Z = 0; A = 0; }",
  ),
  row("an empty service", "service S {}"),
  row(
    "a service",
    "service S { rpc M(Shared) returns (Shared); rpc N(Shared) returns (Shared) {} }",
  ),
  row(
    "streaming methods",
    "service S { rpc A(stream Shared) returns (Shared); rpc B(Shared) returns (stream Shared); rpc C(stream Shared) returns (stream Shared); }",
  ),
  row(
    "a streaming method that is deprecated",
    "service S { rpc A(stream Shared) returns (stream Shared) { option deprecated = true; } }",
  ),
  row(
    "declarations in mixed order",
    "message A {} enum E { Z = 0; } service S {} message B { string a = 1; message C {} enum D { Y = 0; } }",
  ),
  row("comments, which are left out", "/* a */ message A { // b\n string a = 1; /* c */ } // d"),
];

const shadows: readonly PrintRow[] = [
  row(
    "a nested message named like the outer type",
    "message A { message Shared {} Shared a = 1; p.Shared b = 2; }",
  ),
  row(
    "a message in its namesake",
    "message A { message A { A a = 1; p.A b = 2; } A a = 1; p.A b = 2; }",
  ),
  row(
    "a nested enum named like a message",
    "message A { enum Shared { Z = 0; } Shared a = 1; p.Shared b = 2; }",
  ),
  row(
    "a nested message named like the first part of a type",
    "message B { message C {} } message A { message B {} .p.B.C a = 1; }",
  ),
  row(
    "a nested message named like the package",
    "message A { message p {} p a = 1; .p.Shared b = 2; }",
  ),
  row(
    "a nested message named like the package, with a namesake of the type",
    "message A { message p { message Shared {} } message Shared {} .p.Shared a = 1; p.Shared b = 2; Shared c = 3; }",
  ),
  row(
    "a message named like the package",
    "message p { p a = 1; Shared b = 2; } message B { p a = 1; .p.p c = 2; }",
  ),
  row(
    "a map value that the message shadows",
    "message A { message Shared {} map<string, p.Shared> a = 1; map<string, Shared> b = 2; }",
  ),
  row(
    "fields, oneofs and values named like types",
    "message A { Shared Shared = 1; oneof Kind { .p.Kind p = 2; } enum E { google = 0; } }",
  ),
  row(
    "a method named like its request",
    "message A {} service S { rpc A(.p.A) returns (.p.A); rpc Shared(A.B) returns (p.Shared); }".replace(
      "A.B",
      ".p.A",
    ),
  ),
  row(
    "a method named like the message around its request",
    "message A { message B {} } service S { rpc A(A.B) returns (A.B); }",
  ),
  row(
    "a service in whose scope a type is named",
    "message A {} service S { rpc M(A) returns (Shared); }",
  ),
];

const packages: readonly PrintRow[] = [
  {
    shows: "a file without a package",
    files: { "a.proto": `syntax = "proto3"; message A { A a = 1; B b = 2; } enum B { Z = 0; }` },
  },
  { shows: "a file with nothing in it", files: { "a.proto": `syntax = "proto3"; package p;` } },
  {
    shows: "a package of several parts",
    files: {
      "a.proto": `syntax = "proto3"; package p.q.r; message A { A a = 1; p.q.r.A b = 2; q.r.A c = 3; }`,
    },
  },
  {
    shows: "a message named like a part of its package",
    files: {
      "a.proto": `syntax = "proto3"; package p.q; message q { q a = 1; .p.q.B b = 2; } message B { message p {} .p.q.q a = 1; p b = 2; }`,
    },
  },
  {
    shows: "imports of other packages, and out of order",
    files: {
      "a.proto": `syntax = "proto3"; package p; import "x/c.proto"; import "google/protobuf/empty.proto"; import "b.proto";
        message A { b.B b = 1; x.c.C c = 2; map<string, x.c.C.E> d = 3; }
        service S { rpc M(b.B) returns (google.protobuf.Empty); }`,
      "b.proto": `syntax = "proto3"; package b; message B {}`,
      "x/c.proto": `syntax = "proto3"; package x.c; message C { enum E { Z = 0; } }`,
    },
  },
  {
    shows: "an import that nothing uses",
    files: { "a.proto": `syntax = "proto3"; package p; import "google/protobuf/any.proto";` },
  },
  {
    shows: "an import of the same package",
    files: {
      "a.proto": `syntax = "proto3"; package p; import "b.proto"; message A { B b = 1; p.B c = 2; }`,
      "b.proto": `syntax = "proto3"; package p; message B {}`,
    },
  },
  {
    shows: "a package inside another one, both ways",
    files: {
      "a.proto": `syntax = "proto3"; package p; import "b.proto"; message A { q.B b = 1; .p.q.B c = 2; } message C {}`,
      "b.proto": `syntax = "proto3"; package p.q; import "c.proto"; message B { D d = 1; p.D e = 2; }`,
      "c.proto": `syntax = "proto3"; package p; message D {}`,
    },
  },
  {
    shows: "a package whose name goes on from another one's",
    files: {
      "a.proto": `syntax = "proto3"; package p; import "b.proto"; message A { pq.A a = 1; A b = 2; }`,
      "b.proto": `syntax = "proto3"; package pq; message A {}`,
    },
  },
  {
    shows: "a type whose package a package inside shadows",
    files: {
      "a.proto": `syntax = "proto3"; package p.google; import "google/protobuf/any.proto"; message A { .google.protobuf.Any a = 1; }`,
    },
  },
  {
    shows: "a type whose package a nested message shadows",
    files: {
      "a.proto": `syntax = "proto3"; package p; import "google/protobuf/any.proto"; message A { message google {} .google.protobuf.Any a = 1; google b = 2; }
        message B { google.protobuf.Any a = 1; }`,
    },
  },
  {
    shows: "a file without a package that uses one with",
    files: {
      "a.proto": `syntax = "proto3"; import "b.proto"; message A { q.B b = 1; B c = 2; } message B {}`,
      "b.proto": `syntax = "proto3"; package q; message B {}`,
    },
  },
];

export const printRows: readonly PrintRow[] = [...members, ...types, ...shadows, ...packages];
