/** The token of each SDK is taken as it is: strict mode has nothing to say of it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as sdk from "livekit-server-sdk";
import { call, request } from "./support/call.js";
import { startTestMock } from "./support/mock.js";
import { apiKey, outline, secret } from "./support/nodeSdk.js";
import { sdkToken, sdkTokens } from "./support/sdkTokens.js";

const mock = await startTestMock({ strict: true });

/** Creates a room and asks for a connection with a token. */
async function assertTaken(token: string): Promise<void> {
  const start = mock.lines.length;
  const created = await call(mock.url, "livekit.RoomService/CreateRoom", { token });
  const logged = mock.logged(/GET/);
  const validated = await request(`${mock.url}/rtc/validate?access_token=${token}`);
  await logged;
  for (const { status, text, warnings } of [created, validated]) {
    assert.deepEqual([status, warnings], [200, []], text);
  }
  assert.deepEqual(outline(mock.lines.slice(start)), [
    "region-0 livekit.RoomService/CreateRoom 200",
    "region-0 GET /rtc/validate 200",
  ]);
}

describe("the token is taken of", () => {
  for (const row of sdkTokens) test(row.name, () => assertTaken(sdkToken(row)));

  test("Node", async () => {
    const token = new sdk.AccessToken(apiKey, secret);
    token.addGrant({ roomCreate: true });
    await assertTaken(await token.toJwt());
  });

  test("Node, with a room configuration", async () => {
    const token = new sdk.AccessToken(apiKey, secret, {
      identity: "me",
      name: "Me",
      metadata: "{}",
      attributes: { a: "b" },
    });
    token.addGrant({
      roomCreate: true,
      roomJoin: true,
      room: "my-room",
      canPublishSources: [sdk.TrackSource.CAMERA, sdk.TrackSource.SCREEN_SHARE_AUDIO],
      canUpdateOwnMetadata: false,
      canManageAgentSession: true,
      destinationRoom: "other",
    });
    token.addSIPGrant({ admin: true, call: true });
    token.addInferenceGrant({ perform: true });
    token.addObservabilityGrant({ write: true });
    token.kind = "agent";
    token.sha256 = "c2hh";
    token.roomPreset = "preset";
    const file = new sdk.EncodedFileOutput({
      fileType: sdk.EncodedFileType.MP4,
      filepath: "a.mp4",
    });
    token.roomConfig = new sdk.RoomConfiguration({
      name: "my-room",
      emptyTimeout: 60,
      metadata: "m",
      tags: { k: "v" },
      agents: [new sdk.RoomAgentDispatch({ agentName: "helper", metadata: "x" })],
      egress: new sdk.RoomEgress({
        room: new sdk.RoomCompositeEgressRequest({
          roomName: "my-room",
          output: { case: "file", value: file },
        }),
      }),
    });
    await assertTaken(await token.toJwt());
  });
});
