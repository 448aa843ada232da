/** Every method, in both encodings: its default, exactly, and its bytes. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  create,
  equals,
  fromBinary,
  fromJsonString,
  toBinary,
  toJsonString,
  type DescMessage,
  type Message,
} from "@bufbuild/protobuf";
import type { Method } from "../../gen/types.js";
import { methods } from "../support/methods.js";
import { call, type Result } from "../support/call.js";
import { instantClock } from "../support/clock.js";
import { startTestMock } from "../support/mock.js";
import { populated } from "../support/populated.js";
import { filledMessages } from "../support/requests.js";

const mock = await startTestMock({ clock: instantClock() });

interface Encoding {
  readonly type: string;
  readonly encode: (schema: DescMessage, message: Message) => string | Uint8Array;
  readonly decode: (schema: DescMessage, result: Result) => Message;
  /** What came, in the form of what `encode` gives. */
  readonly raw: (result: Result) => string | Uint8Array;
}

const encodings: readonly Encoding[] = [
  {
    type: "application/json",
    encode: (schema, message) => toJsonString(schema, message),
    decode: (schema, result) => fromJsonString(schema, result.text),
    raw: ({ text }) => text,
  },
  {
    type: "application/protobuf",
    encode: (schema, message) => toBinary(schema, message),
    decode: (schema, result) => fromBinary(schema, result.bytes, { readUnknownFields: false }),
    raw: ({ bytes }) => bytes,
  },
];

/** Asks three times: the second response is kept, and the third is that one. */
async function check(method: Method, encoding: Encoding, request: Message): Promise<void> {
  const made = await checkOnce(method, encoding, request);
  for (let time = 2; time <= 3; time++) {
    const again = await checkOnce(method, encoding, request);
    assert.deepEqual(again.bytes, made.bytes);
  }
}

async function checkOnce(method: Method, encoding: Encoding, request: Message): Promise<Result> {
  const { type, encode, decode, raw } = encoding;
  const body = encode(method.request, request);
  const result = await call(mock.url, method.path, { type, body, control: { skipAuth: true } });
  assert.equal(result.status, 200, result.text);
  assert.equal(result.headers["content-type"], type);
  assert.equal(result.headers["x-lk-mock-region"], "0");
  assert.deepEqual(result.warnings, []);
  const expected = populated(method.response, method.request, request);
  const answer = decode(method.response, result);
  assert.ok(
    equals(method.response, answer, expected),
    `${result.text} is not ${toJsonString(method.response, expected)}`,
  );
  assert.deepEqual(encode(method.response, answer), raw(result));
  return result;
}

for (const encoding of encodings) {
  describe(`the populated default in ${encoding.type} of`, () => {
    for (const method of methods.values()) {
      test(`${method.path}, for an empty request`, () =>
        check(method, encoding, create(method.request)));

      test(`${method.path}, for requests with every field set`, async () => {
        for (const request of filledMessages(method.request)) {
          await check(method, encoding, request);
        }
      });
    }
  });
}
