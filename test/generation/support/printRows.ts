import type { Files } from "./protos.js";

/** Proto source that the printer can print, and the construct that it shows. */
export interface PrintRow {
  readonly shows: string;
  readonly files: Files;
}

/** One file of the package `p`. `body` may refer to the types `Shared` and `Kind`. */
export function row(shows: string, body: string): PrintRow {
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
    "maps with the same name in two messages",
    "message A { message B { map<string, int32> m = 1; } map<string, string> m = 1; }",
  ),
  row(
    "fields that are not in the order of their numbers",
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
    "names whose JSON name is not plain camel case",
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
  row("a message that contains itself", "message A { A a = 1; repeated A b = 2; }"),
  row("reserved numbers of a message", "message A { reserved 2, 4; string a = 1; }"),
  row("reserved ranges of a message", "message A { reserved 2 to 3, 9 to 9, 7 to 8; }"),
  row("a reserved range of a message to max", "message A { reserved 5, 100 to max; }"),
  row("the last number of a message, reserved alone", "message A { reserved 536870911; }"),
  row("reserved names of a message", `message A { reserved "a", "b"; }`),
  row(
    "reserved numbers and names among other declarations",
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
    "enum E { Z = 0; reserved -7, -5 to -2, -2147483648 to -100; }",
  ),
  row("an enum with aliases", "enum E { option allow_alias = true; Z = 0; A = 1; B = 1; }"),
  row(
    "enum values below zero and at the ends",
    "enum E { Z = 0; A = -1; B = -2147483648; C = 2147483647; }",
  ),
  row(
    "everything that can be deprecated",
    `message A { option deprecated = true; string a = 1 [deprecated = true]; oneof x { int32 b = 2 [deprecated = true]; } map<string, string> c = 3 [deprecated = true]; }
    enum E { option deprecated = true; Z = 0; B = 1 [deprecated = true]; }
    service S { option deprecated = true; rpc M(A) returns (A) { option deprecated = true; } rpc N(A) returns (A); }`,
  ),
  row(
    "deprecated = false",
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
  row("comments, which are dropped", "/* a */ message A { // b\n string a = 1; /* c */ } // d"),
];

export const constructRows: readonly PrintRow[] = [...members, ...types];
