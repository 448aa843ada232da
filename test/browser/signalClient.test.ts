import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { startTestMock } from "../support/mock.js";
import { tokenFor } from "../support/token.js";
import { openScenarios } from "./support/browser.js";
import type { Failure, Observed, SignalSteps } from "./support/page.js";

const mock = await startTestMock({ regions: 2 });
const url = mock.regions[1]!.url.replace("http", "ws");
const run = await openScenarios();

function tokenOf(control: object): string {
  return tokenFor(control, { sub: "me", video: { room: "my-room", roomJoin: true } });
}

interface Row {
  readonly name: string;
  /** The control in the token, or a token. */
  readonly control: object | string;
  /** The control in the token of the reconnect, if there is one. */
  readonly again?: object;
  readonly until?: SignalSteps["until"];
  /** All that is seen. */
  readonly seen: Observed;
}

const joined = ["my-room", "me", 1, 3];
const connected: Observed = { joined, state: "CONNECTED" };
const disconnected: Observed = { joined, state: "DISCONNECTED" };

function failed(reason: string, message: string, status?: number): Failure {
  const failure = { name: "ConnectionError", reason, message };
  return status === undefined ? failure : { ...failure, status };
}

const leftFirst = failed("LeaveRequest", "Received leave request while trying to (re)connect");
const rows: readonly Row[] = [
  { name: "joins", control: { signal: "happy" }, seen: connected },
  {
    name: "stays connected past the ping timeout",
    control: { signal: "happy" },
    until: 4_500,
    seen: connected,
  },
  {
    name: "has its metadata update confirmed",
    control: {},
    until: "metadata",
    seen: { ...connected, updated: 0 },
  },
  {
    name: "closes by itself if no ping is answered",
    control: { signal: "no_pong" },
    until: "close",
    seen: { ...disconnected, closed: "ping timeout" },
  },
  {
    name: "does so sooner if the control says so",
    control: { signal: "no_pong", pingTimeout: 1, pingInterval: 2 },
    until: "close",
    seen: { joined: ["my-room", "me", 2, 1], state: "DISCONNECTED", closed: "ping timeout" },
  },
  {
    name: "gives up on a server without a first message",
    control: { signal: "no_first_message" },
    seen: {
      error: failed("Timeout", "signal connection timed out while waiting for the first message"),
    },
  },
  {
    name: "fails to join if the connection closes first",
    control: { signal: "close_before_join" },
    seen: {
      error: failed("InternalError", "Websocket got closed during a (re)connection attempt: "),
    },
  },
  {
    name: "is told of a close with its reason",
    control: { signal: "close_when_connected" },
    until: "close",
    seen: { ...disconnected, closed: "mock close_when_connected" },
  },
  {
    name: "is told of a dropped connection",
    control: { signal: "drop_when_connected" },
    until: "close",
    seen: { ...disconnected, closed: "Unexpected WS error" },
  },
  ...["DISCONNECT", "RESUME", "RECONNECT"].map((leaveAction, leave) => ({
    name: `is told to leave with ${leaveAction}`,
    control: { signal: "leave_when_connected", leaveAction },
    until: "leave" as const,
    seen: { ...connected, leave },
  })),
  {
    name: "fails to join if a leave comes first",
    control: { signal: "leave_first_message" },
    seen: { error: leftFirst },
  },
  { name: "reconnects", control: {}, again: {}, seen: { ...connected, resumedIn: "region-1" } },
  {
    name: "fails to reconnect if a leave comes first",
    control: { signal: "leave_during_reconnect" },
    again: { signal: "leave_during_reconnect" },
    seen: { joined, error: leftFirst },
  },
  { name: "closes against a drop", control: { signal: "drop_on_close" }, seen: connected },
  {
    name: "takes a bad token for what is not allowed",
    control: "nonsense",
    seen: {
      error: failed("NotAllowed", "invalid token: it is not a JWT of three base64url parts", 401),
    },
  },
  {
    name: "takes a missing room for what is not allowed",
    control: { signal: "room_not_found" },
    seen: { error: failed("NotAllowed", "requested room does not exist", 404) },
  },
  {
    name: "takes a missing path for an older server",
    control: { signal: "validate_service_not_found" },
    seen: {
      error: failed(
        "ServiceNotFound",
        "v1 RTC path not found. Consider upgrading your LiveKit server version",
      ),
    },
  },
  {
    name: "takes a failing server for a failed WebSocket",
    control: { signal: "validate_500" },
    seen: {
      error: failed("WebSocket", "Encountered websocket error during connection establishment"),
    },
  },
];

describe("livekit-client's signal client", { concurrency: true }, () => {
  for (const { name, control, again, until, seen } of rows) {
    for (const v0 of [true, false]) {
      test(`${name} (${v0 ? "v0" : "v1"})`, async () => {
        const token = typeof control === "string" ? control : tokenOf(control);
        const steps = { url, token, v0, ...(until === undefined ? {} : { until }) };
        const more = again === undefined ? {} : { again: tokenOf(again) };
        assert.deepEqual(await run("signal", { ...steps, ...more }), seen);
      });
    }
  }
});

test("the mock has nothing to object to in what the client sends", () => {
  assert.deepEqual(
    mock.lines.filter((line) => line.startsWith("warning:")),
    [],
  );
});
