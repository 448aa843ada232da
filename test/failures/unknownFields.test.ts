import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fromBinary } from "@bufbuild/protobuf";
import { RoomSchema } from "../../gen/livekit_models_pb.js";
import { bytesOf, seeFailure, seeOnce, testFailure, variants } from "../support/failure.js";
import { startTestMock } from "../support/mock.js";

testFailure({
  control: { failMode: "unknownFields" },
  check: (seen, { start, headers, body, end }) => {
    assert.deepEqual([seen.start, seen.end], [start, end]);
    assert.deepEqual(seen.headers, { ...headers, "content-length": String(seen.body.length) });
    assert.ok(seen.body.length > body.length);
  },
});

describe("a response with unknown fields", async () => {
  const mock = await startTestMock();
  const control = { failRegions: [0], failMode: "unknownFields" };

  test("has them beside its own in JSON", async () => {
    const { body } = await seeFailure(mock, control);
    assert.equal(
      body.toString(),
      '{"mockUnknown":{"nested":[1,"two",null]},"sid":"MOCK_SID","enabledCodecs":[{}]}',
    );
  });

  test("has them alone if it is empty", async () => {
    const { body } = await seeOnce(mock.ports[0]!, bytesOf(variants[2]!, control));
    assert.deepEqual(JSON.parse(body.toString()), { mockUnknown: { nested: [1, "two", null] } });
  });

  test("has them behind its own in protobuf", async () => {
    const { body } = await seeOnce(mock.ports[0]!, bytesOf(variants[1]!, control));
    const room = fromBinary(RoomSchema, body);
    assert.equal(room.sid, "MOCK_SID");
    assert.deepEqual(
      room.$unknown?.map(({ no, wireType }) => [no, wireType]),
      [
        [19000, 0],
        [19001, 2],
      ],
    );
  });

  test("has them if the method is unknown, too", async () => {
    const variant = { ...variants[1]!, method: "livekit.RoomService/NoSuch" };
    const { body } = await seeOnce(mock.ports[0]!, bytesOf(variant, control));
    assert.equal(body.toString("hex"), "c0a30901caa3090374776f");
  });
});
