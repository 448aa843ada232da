import assert from "node:assert/strict";
import { test } from "node:test";
import { create, type DescMessage } from "@bufbuild/protobuf";
import { FieldOptionsSchema } from "@bufbuild/protobuf/wkt";
import { createEmpty } from "../gen/create.js";
import { methods } from "./support/methods.js";

/** An object with all that is in it, and the order of its properties. */
function shapeOf(message: object): unknown {
  return [message, Object.keys(message), Object.getPrototypeOf(message)];
}

test("a message with nothing set is the same as protobuf-es makes", () => {
  const schemas = [...methods.values()].flatMap(({ request, response }) => [request, response]);
  const others: readonly DescMessage[] = [...schemas, FieldOptionsSchema];
  for (const schema of others) {
    assert.deepEqual(shapeOf(createEmpty(schema)), shapeOf(create(schema)), schema.typeName);
  }
});

test("what one message holds is in no other", () => {
  for (const { request } of methods.values()) {
    const [one, other] = [createEmpty(request), createEmpty(request)].map(Object.entries) as [
      [string, unknown][],
      [string, unknown][],
    ];
    for (const [at, [name, value]] of one.entries()) {
      const isOwn = typeof value === "object" && !(value instanceof Uint8Array);
      assert.equal(isOwn && value === other[at]![1], false, `${request.typeName}.${name}`);
    }
  }
});
