import assert from "node:assert/strict";
import { test } from "node:test";
import { startMock } from "livekit-mock";
import { RoomServiceClient } from "livekit-server-sdk";

test("a room is created although the primary region is down", async (t) => {
  const attempts = [];
  const mock = await startMock({
    regions: 3,
    strict: true,
    onRequest: ({ method, region, status }) => attempts.push([method, region, status]),
  });
  t.after(() => mock.close());

  // The API key carries the control, so the SDK needs no option for headers.
  const apiKey = mock.apiKeyFor({ failRegions: [0] });
  const rooms = new RoomServiceClient(mock.url, apiKey, mock.apiSecret);
  // On its own, the SDK fails over only on LiveKit Cloud hosts.
  rooms.rpc.failoverForce = true;

  const room = await rooms.createRoom({ name: "my-room" });
  assert.equal(room.name, "my-room");
  assert.deepEqual(attempts, [
    ["POST", 0, 503],
    ["GET", 0, 200],
    ["POST", 1, 200],
  ]);
});
