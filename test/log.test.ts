/** What the log writes, as text and as JSON. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createLog, logBug } from "../src/util/log.js";
import { call, request } from "./support/call.js";
import { startTestMock, type TestMock } from "./support/mock.js";

const createRoom = "livekit.RoomService/CreateRoom";
const open = { skipAuth: true };

/** One call that succeeds in the last region, one that fails, one that is hung up on, and a finding. */
async function callAll({ regions, url }: TestMock): Promise<void> {
  await call(regions.at(-1)!.url, createRoom, { control: open });
  await call(url, createRoom, { control: { ...open, failRegions: [0], id: "t-1" } });
  const drop = { ...open, failRegions: [0], failMode: "drop" };
  await assert.rejects(call(url, createRoom, { control: drop }));
  await request(`${url}/a%1b%c2%9b`, { control: { nonsense: 1 } });
}

describe("the log at info", () => {
  test("has a line per request, in columns", async () => {
    const mock = await startTestMock({ regions: 11 });
    await callAll(mock);
    const lines = mock.lines.map((line) =>
      line.replace(/ +\d+ ms/, (time) => "0 ms".padStart(time.length)),
    );
    assert.equal(lines.length, 5);
    assert.deepEqual(lines.slice(0, 3), [
      `region-10  200         0 ms  ${createRoom}`,
      `region-0   503         0 ms  ${createRoom}  (id t-1; failed: status)`,
      `region-0   closed      0 ms  ${createRoom}  (failed: drop)`,
    ]);
    assert.match(lines[3]!, /^warning: region-0 GET \/a\\u001b\\u009b: .*nonsense/);
    assert.equal(lines[4], "region-0   404         0 ms  GET /a\\u001b\\u009b");
  });

  test("has no line for a health check that succeeds", async () => {
    const mock = await startTestMock();
    for (const path of ["/", "/_test/health", "/_mock/ready"]) await request(mock.url + path);
    const foreign = { headers: { Host: "attacker.test" } };
    assert.equal((await request(`${mock.url}/_mock/ready`, foreign)).status, 403);
    assert.equal(mock.lines.length, 1);
    assert.match(mock.lines[0]!, / 403 .* GET \/_mock\/ready$/);
  });
});

describe("the log as JSON", () => {
  test("has what onRequest has, with the time, and an object per warning", async () => {
    const clock = { now: () => 86_400_000, uptime: () => 0, after: () => () => undefined };
    const mock = await startTestMock({ log: "json", clock });
    await callAll(mock);
    const [ok, failed, dropped, warning, missing] = mock.lines.map(
      (line) => JSON.parse(line) as Readonly<Record<string, unknown>>,
    );
    const time = "1970-01-02T00:00:00.000Z";
    const host = new URL(mock.url).host;
    const seen = {
      ...{ time, level: "info", id: null, region: 0, method: "POST", host },
      ...{ path: `/twirp/${createRoom}`, status: 200, injected: null, ms: 0 },
    };
    assert.deepEqual(ok, seen);
    assert.deepEqual(failed, { ...seen, id: "t-1", status: 503, injected: "status" });
    assert.deepEqual(dropped, { ...seen, status: null, injected: "drop" });
    assert.deepEqual(missing, { ...seen, method: "GET", path: "/a\u001b\u009b", status: 404 });
    const { message, ...others } = warning!;
    assert.deepEqual(others, { time, level: "warn" });
    assert.match(String(message), /^region-0 GET \/a.*nonsense/);
    for (const line of mock.lines) assert.match(line, /^[\x20-\x7e]+$/);
    assert.equal(mock.lines.length, 5);
  });

  test("has a bug on one line", () => {
    const lines: string[] = [];
    logBug(
      createLog("json", (line) => lines.push(line)),
      new Error("two\nlines"),
    );
    const { level, message } = JSON.parse(lines[0]!) as { level: string; message: string };
    assert.equal(level, "error");
    assert.match(message, /^bug in the mock: Error: two\nlines/);
    assert.equal(lines.length, 1);
  });
});

test("colors are there only if they are asked for", () => {
  const lines: string[] = [];
  const log = createLog("info", (line) => lines.push(line), { hasColors: true });
  log.warn(() => "careful");
  assert.deepEqual(lines, ["\u001b[33mwarning:\u001b[0m careful"]);
  assert.equal(log.paint("red", "a"), "\u001b[31ma\u001b[0m");
  assert.equal(createLog("info", () => undefined).paint("red", "a"), "a");
});
