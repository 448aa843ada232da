/** The JSON of a message is to the byte what protobuf-es makes of it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  create,
  createFileRegistry,
  fromJson,
  toJsonString,
  type DescMessage,
  type JsonValue,
} from "@bufbuild/protobuf";
import {
  file_google_protobuf_struct,
  file_google_protobuf_wrappers,
  FileDescriptorProtoSchema,
  FieldDescriptorProto_Type as Type,
} from "@bufbuild/protobuf/wkt";
import { jsonText } from "../src/twirp/jsonText.js";
import { methods } from "./support/methods.js";
import { filledMessages } from "./support/requests.js";

/** What holds a value of each kind that some schema may have. */
const fields = [
  { name: "some_double", type: Type.DOUBLE },
  { name: "some_float", type: Type.FLOAT },
  { name: "some_int", type: Type.INT32 },
  { name: "some_long", type: Type.INT64 },
  { name: "some_string", type: Type.STRING },
  { name: "some_bytes", type: Type.BYTES },
  { name: "some_bool", type: Type.BOOL },
  { name: "some_null", type: Type.ENUM, typeName: ".google.protobuf.NullValue", oneofIndex: 0 },
  { name: "some_choice", type: Type.INT32, oneofIndex: 0 },
] as const;
const googles = [
  { name: "some_struct", type: Type.MESSAGE, typeName: ".google.protobuf.Struct" },
  { name: "some_wrapper", type: Type.MESSAGE, typeName: ".google.protobuf.Int64Value" },
] as const;

function schemaOf(name: string, members: typeof fields | typeof googles): DescMessage {
  const file = create(FileDescriptorProtoSchema, {
    name: `${name}.proto`,
    syntax: "proto3",
    dependency: [file_google_protobuf_struct, file_google_protobuf_wrappers].map(
      ({ proto }) => proto.name,
    ),
    messageType: [
      {
        name,
        field: members.map((field, at) => ({
          ...field,
          jsonName: field.name.replace(/_(.)/, (_, letter: string) => letter.toUpperCase()),
          number: members.length - at,
        })),
        oneofDecl: members === fields ? [{ name: "choice" }] : [],
      },
    ],
  });
  const known = [file_google_protobuf_struct, file_google_protobuf_wrappers];
  const registry = createFileRegistry(file, (path) =>
    known.find(({ proto }) => proto.name === path),
  );
  return registry.getMessage(name)!;
}

const odd: readonly JsonValue[] = [
  {},
  { someDouble: "NaN", someFloat: "-Infinity", someInt: -5, someLong: "-9007199254740993" },
  { someDouble: -0, someFloat: -0, someInt: -0, someLong: "0" },
  { someDouble: 1e300, someFloat: 0.1, someBytes: "/+8=", someBool: true },
  { someString: 'quote " backslash \\ and \n' },
  { someString: "Zürich 😀 \u2028 \u007f" },
  { someString: "a".repeat(300), someBool: false },
  { someChoice: 0 },
  { someNull: null },
];

function check(schema: DescMessage, json: JsonValue): void {
  const message = fromJson(schema, json);
  for (const useProtoFieldName of [false, true]) {
    const options = { useProtoFieldName, registry: undefined };
    assert.equal(
      jsonText(schema, message, options),
      toJsonString(schema, message, { useProtoFieldName }),
    );
  }
}

describe("the JSON is that of protobuf-es for", () => {
  const schema = schemaOf("Odd", fields);
  for (const json of odd) {
    test(JSON.stringify(json).slice(0, 80), () => {
      check(schema, json);
    });
  }

  test("half of a surrogate pair", () => {
    const message = Object.assign(create(schema), { someString: "a\ud800" });
    const options = { useProtoFieldName: false, registry: undefined };
    assert.equal(jsonText(schema, message, options), '{"someString":"a\\ud800"}');
  });

  test("types that protobuf-es keeps as something else than a message", () => {
    check(schemaOf("Googles", googles), { someStruct: { a: [1, null] }, someWrapper: "5" });
  });

  test("all requests and responses, with each of their fields", () => {
    for (const { request, response, registry } of methods.values()) {
      for (const message of [request, response].flatMap(filledMessages)) {
        const schema = message.$typeName === request.typeName ? request : response;
        for (const useProtoFieldName of [false, true]) {
          assert.equal(
            jsonText(schema, message, { useProtoFieldName, registry }),
            toJsonString(schema, message, {
              useProtoFieldName,
              ...(registry === undefined ? {} : { registry }),
            }),
          );
        }
      }
    }
  });
});
