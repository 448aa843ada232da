/** What the program logs of requests whose tokens do not allow them. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { methods } from "../gen/methods.js";
import { logRefusals } from "../src/server/refusalLog.js";
import { createLog } from "../src/util/log.js";
import { call, request } from "./support/call.js";
import { startTestMock, type TestMock } from "./support/mock.js";
import { nowSeconds, signToken, tokenWith } from "./support/token.js";

const createRoom = "livekit.RoomService/CreateRoom";
const listRooms = "livekit.RoomService/ListRooms";

/** A mock whose refusals are in `lines`, and the clock that they are counted by. */
async function begin(): Promise<{ mock: TestMock; lines: string[]; time: { ms: number } }> {
  const lines: string[] = [];
  const time = { ms: 1 };
  const clock = { now: () => 0, uptime: () => time.ms, after: () => () => undefined };
  const observer = logRefusals(
    createLog("warn", (line) => lines.push(line)),
    clock,
  );
  return { mock: await startTestMock({ regions: 2, observers: [observer] }), lines, time };
}

describe("a refusal is logged", () => {
  test("with its reason and a hint, once per reason, method and region", async () => {
    const { mock, lines } = await begin();
    const expired = [tokenWith({ exp: 1000 }), tokenWith({ exp: 2000 })];
    for (const token of [...expired, tokenWith(), tokenWith()]) {
      await call(mock.url, createRoom, { token });
    }
    await call(mock.url, listRooms);
    await call(mock.regions[1]!.url, listRooms);
    const hint =
      '; "explainAuth": true in the control says what the call needs, "skipAuth": true skips the check';
    const begins = `warning: region-0 ${createRoom}: `;
    assert.equal(lines.length, 4);
    assert.match(lines[0]!, /: 401: invalid token: it expired \d+ s ago; /);
    assert.equal(lines[1], `${begins}403: the token lacks video.roomCreate${hint}`);
    const none = `401: invalid token: there is no token${hint}`;
    assert.equal(lines[2], `warning: region-0 ${listRooms}: ${none}`);
    assert.equal(lines[3], `warning: region-1 ${listRooms}: ${none}`);
  });

  test("with the mock's secret as the hint if the token has another", async () => {
    const { mock, lines } = await begin();
    const token = signToken({ iss: "devkey", exp: nowSeconds() + 3600 }, { secret: "other" });
    await call(mock.url, createRoom, { token });
    await request(`${mock.url}/rtc/validate?access_token=${token}`);
    assert.equal(lines.length, 2);
    for (const line of lines) assert.match(line, /; sign .* secret .*--api-secret/);
  });

  test("of a signal connection too, without the token", async () => {
    const { mock, lines } = await begin();
    const token = tokenWith({ exp: 1000 });
    const { status } = await request(`${mock.url}/rtc/validate?access_token=${token}`);
    assert.equal(status, 401);
    assert.equal(lines.length, 1);
    assert.match(lines[0]!, /^warning: region-0 GET \/rtc\/validate: 401: .* expired .* s ago; /);
    assert.doesNotMatch(lines[0]!, /eyJ/);
  });

  test("and not what a control injects, skips or strict mode judges", async () => {
    const { mock, lines } = await begin();
    await call(mock.url, createRoom, {
      control: { skipAuth: true, failRegions: [0], failStatus: 403 },
    });
    await call(mock.url, createRoom, { control: { skipAuth: true } });
    await call(mock.url, createRoom, { control: { strict: true, nonsense: 1 } });
    await request(`${mock.url}/rtc/validate`, { control: { rtcStatus: 401 } });
    assert.deepEqual(lines, []);
  });

  test("with a count of the others, at most every 10 s", async () => {
    const { mock, lines, time } = await begin();
    for (const ms of [1, 1_000, 10_999, 11_000, 11_001, 30_000, 30_001]) {
      time.ms = ms;
      await call(mock.url, createRoom);
    }
    assert.deepEqual(lines.slice(1), [
      "warning: 3 more refusals (401, 403) for a token, most like those above",
      "warning: 2 more refusals (401, 403) for a token, most like those above",
    ]);
  });

  test("for 100 reasons at most", async () => {
    const { mock, lines } = await begin();
    for (const { url } of mock.regions) {
      for (const path of methods.keys()) await call(url, path);
    }
    assert.ok(methods.size > 50);
    assert.equal(lines.length, 100);
  });
});
