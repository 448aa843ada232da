import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { startTestMock } from "../support/mock.js";
import { tokenFor } from "../support/token.js";
import { openScenarios } from "./support/browser.js";

const mock = await startTestMock();
const url = mock.url.replace("http", "ws");
const run = await openScenarios();

function tokenOf(signal: string): string {
  return tokenOn({ signal });
}

function tokenOn(control: object): string {
  return tokenFor(control, { sub: "me", video: { room: "my-room", roomJoin: true } });
}

const refusals: readonly [name: string, token: string, message: string, status?: number][] = [
  ["a bad token", "nonsense", "invalid token: ", 401],
  ["a missing room", tokenOf("room_not_found"), "requested room does not exist", 404],
  ["a failing server", tokenOf("validate_500"), "Encountered websocket error"],
  ["a leave as the first message", tokenOf("leave_first_message"), "Received leave request"],
  ["a status of its own", tokenOn({ rtcStatus: 403 }), "mock failure (status 403)", 403],
  [
    "a status of its region",
    tokenOn({ perRegion: { 0: { rtcStatus: 451 } } }),
    "Encountered websocket error",
  ],
  ["a close before the first message", tokenOf("close_before_join"), "Websocket got closed"],
];

describe("livekit-client's room", { concurrency: true }, () => {
  test("has its signal connection", async () => {
    assert.equal(await run("room", { url, token: tokenOf("happy") }), "SignalConnected");
    assert.match(mock.lines.join("\n"), /\(signal mode happy; join; publisher offer of \d+ char/);
  });

  for (const [name, token, message, status] of refusals) {
    test(`fails to connect on ${name}`, async () => {
      const failure = await run("room", { url, token });
      assert.ok(failure !== "SignalConnected");
      assert.deepEqual(
        [failure.name, failure.reason, failure.status],
        ["ConnectionError", "ServerUnreachable", status],
      );
      assert.ok(failure.message.includes(message), failure.message);
    });
  }
});
