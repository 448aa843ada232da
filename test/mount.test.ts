/** The generated twirp-ts servers in an app of one's own, on plain node:http. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { RoomServiceClient } from "livekit-server-sdk";
import { TwirpError, TwirpErrorCode, type Interceptor, type TwirpContext } from "twirp-ts";
import { RoomSchema } from "../gen/livekit_models_pb.js";
import { roomServiceDefaults, type RoomServiceHandlers } from "../gen/livekit_room_mock.js";
import { CreateRoomRequestSchema } from "../gen/livekit_room_pb.js";
import { createRoomServiceServer } from "../gen/livekit_room_twirp.js";
import { request } from "./support/call.js";

/** Answers every method with its populated default, but for a room that is not to be. */
const handlers = {
  ...(Object.fromEntries(
    Object.entries(roomServiceDefaults).map(([name, populate]) => [
      name,
      (_ctx: TwirpContext, message: never) => Promise.resolve(populate(message)),
    ]),
  ) as unknown as RoomServiceHandlers),
  CreateRoom: (ctx, message) => {
    assert.equal(ctx.methodName, "CreateRoom");
    if (message.name === "forbidden") {
      throw new TwirpError(TwirpErrorCode.PermissionDenied, "not this one");
    }
    return Promise.resolve(roomServiceDefaults.CreateRoom(message));
  },
} satisfies RoomServiceHandlers;

const seen: string[] = [];
const watch: Interceptor<TwirpContext, object, object> = (ctx, message, next) => {
  seen.push(ctx.methodName);
  return next(ctx, message);
};
const twirp = createRoomServiceServer(handlers).use(watch);
const server = createServer(twirp.httpHandler() as RequestListener).listen(0, "127.0.0.1");
await once(server, "listening");
after(() => {
  server.close().closeAllConnections();
});
const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
const createRoom = `${url}/twirp/livekit.RoomService/CreateRoom`;
const json = { method: "POST", type: "application/json" };

test("a call in JSON is answered, through the interceptors", async () => {
  seen.length = 0;
  const result = await request(createRoom, { ...json, body: { name: "a", unknown: 1 } });
  assert.equal(result.text, '{"sid":"MOCK_SID","name":"a","enabledCodecs":[{}]}');
  assert.deepEqual(seen, ["CreateRoom"]);
});

test("a call in protobuf is answered in protobuf", async () => {
  const body = toBinary(CreateRoomRequestSchema, create(CreateRoomRequestSchema, { name: "a" }));
  const result = await request(createRoom, { method: "POST", type: "application/protobuf", body });
  assert.equal(result.headers["content-type"], "application/protobuf");
  assert.equal(fromBinary(RoomSchema, result.bytes).name, "a");
});

test("an error of a handler is a Twirp error", async () => {
  const result = await request(createRoom, { ...json, body: { name: "forbidden" } });
  assert.equal(result.status, 403);
  assert.match(result.text, /"code":"permission_denied","msg":"not this one"/);
});

test("a body that does not decode is malformed", async () => {
  const result = await request(createRoom, { ...json, body: "{" });
  assert.equal(result.status, 400);
  assert.match(result.text, /"code":"malformed"/);
});

test("an unknown method is a bad route", async () => {
  for (const name of ["Nope", "constructor"]) {
    const result = await request(`${url}/twirp/livekit.RoomService/${name}`, { ...json, body: {} });
    assert.equal(result.status, 404);
    assert.match(result.text, /"code":"bad_route"/);
  }
});

test("the Node SDK is served", async () => {
  const client = new RoomServiceClient(url, "devkey", "secret");
  const room = await client.createRoom({ name: "mounted" });
  assert.deepEqual([room.sid, room.name], ["MOCK_SID", "mounted"]);
});
