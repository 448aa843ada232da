import { row, type PrintRow } from "./printRows.js";

const shadows: readonly PrintRow[] = [
  row(
    "a nested message named like the outer type",
    "message A { message Shared {} Shared a = 1; p.Shared b = 2; }",
  ),
  row(
    "a message inside one of the same name",
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
    "a nested message named like the package, with a type of the same name inside",
    "message A { message p { message Shared {} } message Shared {} .p.Shared a = 1; p.Shared b = 2; Shared c = 3; }",
  ),
  row(
    "a message named like the package",
    "message p { p a = 1; Shared b = 2; } message B { p a = 1; .p.p c = 2; }",
  ),
  row(
    "a map value whose type the message shadows",
    "message A { message Shared {} map<string, p.Shared> a = 1; map<string, Shared> b = 2; }",
  ),
  row(
    "fields, oneofs and values named like types",
    "message A { Shared Shared = 1; oneof Kind { .p.Kind p = 2; } enum E { google = 0; } }",
  ),
  row(
    "a method named like its request",
    "message A {} service S { rpc A(.p.A) returns (.p.A); rpc Shared(.p.A) returns (p.Shared); }",
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
    shows: "a package name with several parts",
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
    shows: "imports of other packages, not sorted",
    files: {
      "a.proto": `syntax = "proto3"; package p; import "x/c.proto"; import "google/protobuf/empty.proto"; import "b.proto";
        message A { b.B b = 1; x.c.C c = 2; map<string, x.c.C.E> d = 3; }
        service S { rpc M(b.B) returns (google.protobuf.Empty); }`,
      "b.proto": `syntax = "proto3"; package b; message B {}`,
      "x/c.proto": `syntax = "proto3"; package x.c; message C { enum E { Z = 0; } }`,
    },
  },
  {
    shows: "an unused import",
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
    shows: "a package inside another one, each importing the other's types",
    files: {
      "a.proto": `syntax = "proto3"; package p; import "b.proto"; message A { q.B b = 1; .p.q.B c = 2; } message C {}`,
      "b.proto": `syntax = "proto3"; package p.q; import "c.proto"; message B { D d = 1; p.D e = 2; }`,
      "c.proto": `syntax = "proto3"; package p; message D {}`,
    },
  },
  {
    shows: "a package whose name starts with another one's",
    files: {
      "a.proto": `syntax = "proto3"; package p; import "b.proto"; message A { pq.A a = 1; A b = 2; }`,
      "b.proto": `syntax = "proto3"; package pq; message A {}`,
    },
  },
  {
    shows: "a type whose package is shadowed by a nested package",
    files: {
      "a.proto": `syntax = "proto3"; package p.google; import "google/protobuf/any.proto"; message A { .google.protobuf.Any a = 1; }`,
    },
  },
  {
    shows: "a type whose package is shadowed by a nested message",
    files: {
      "a.proto": `syntax = "proto3"; package p; import "google/protobuf/any.proto"; message A { message google {} .google.protobuf.Any a = 1; google b = 2; }
        message B { google.protobuf.Any a = 1; }`,
    },
  },
  {
    shows: "a file without a package that imports one with a package",
    files: {
      "a.proto": `syntax = "proto3"; import "b.proto"; message A { q.B b = 1; B c = 2; } message B {}`,
      "b.proto": `syntax = "proto3"; package q; message B {}`,
    },
  },
];

/** Proto source that needs the right form of each type name. */
export const nameRows: readonly PrintRow[] = [...shadows, ...packages];
