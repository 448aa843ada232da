/** Where the mock takes what a LiveKit server refuses, as LiveKit's own test server does. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { call, request } from "./support/call.js";
import { startTestMock } from "./support/mock.js";
import { openSignal } from "./support/signal.js";
import { tokenWith } from "./support/token.js";

const mock = await startTestMock();

describe("a token opens a signal connection and passes validate", () => {
  for (const [name, claims] of [
    ["without grants", {}],
    ["without roomJoin", { sub: "me", video: { room: "my-room" } }],
    ["with roomJoin off", { sub: "me", video: { roomJoin: false, room: "my-room" } }],
    ["without a room", { sub: "me", video: { roomJoin: true } }],
    ["without an identity", { video: { roomJoin: true, room: "my-room" } }],
  ] as const) {
    for (const path of ["/rtc", "/rtc/v1"]) {
      test(`${name}, on ${path}`, async () => {
        const query = `access_token=${tokenWith(claims)}`;
        const { status, text, warnings } = await request(`${mock.url}${path}/validate?${query}`);
        assert.deepEqual([status, text, warnings], [200, "success", []]);
        const client = await openSignal(mock.ports[0]!, { path, query });
        assert.equal((await client.event(0)).kind, "message");
        client.socket.destroy();
      });
    }
  }
});

describe("a call", () => {
  const listRooms = "livekit.RoomService/ListRooms";
  const video = { roomList: true, roomAdmin: true, room: "my-room" };

  test("may have a token of any API key, without Bearer", async () => {
    const headers = { Authorization: tokenWith({ iss: "unheard-of", video }) };
    assert.equal((await call(mock.url, listRooms, { headers })).status, 200);
  });

  test("without the grant gets 403", async () => {
    const { status, text } = await call(mock.url, listRooms, { token: tokenWith() });
    assert.equal(status, 403);
    assert.match(text, /"code":"permission_denied"/);
  });

  test("that names no room may have a token for one", async () => {
    const path = "livekit.RoomService/ListParticipants";
    const statusFor = async (body: object): Promise<number> =>
      (await call(mock.url, path, { token: tokenWith({ video }), body })).status;
    assert.deepEqual([await statusFor({}), await statusFor({ room: "other" })], [200, 403]);
  });
});
