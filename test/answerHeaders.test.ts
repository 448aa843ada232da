import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { request, type Result } from "./support/call.js";
import { startTestMock } from "./support/mock.js";
import { openSignal } from "./support/signal.js";
import { tokenFor } from "./support/token.js";

const mock = await startTestMock({ maxBody: 10 });
const api = "/twirp/livekit.RoomService/CreateRoom";

function send(path: string, control: object, body: string | object = {}): Promise<Result> {
  const type = "application/json";
  return request(mock.url + path, {
    method: "POST",
    type,
    body,
    control: { skipAuth: true, ...control },
  });
}

describe("headers and id of the control are on", () => {
  const control = { headers: { "X-A": "b", "x-empty": "" }, id: "t-1" };
  const rows: readonly (readonly [
    name: string,
    path: string,
    status: number,
    control: object,
    body?: string,
  ])[] = [
    ["a success", api, 200, {}],
    ["an injected failure", api, 503, { failRegions: [0] }],
    ["a 401", api, 401, { skipAuth: false }],
    ["a 451", api, 451, { pinnedRegions: ["x"] }],
    ["a 413", api, 413, {}, "x".repeat(11)],
    ["an unknown method", "/twirp/livekit.Future/Call", 200, {}],
    ["a strict error", api, 400, { strict: true, oops: 1 }],
    ["the region list", "/settings/regions", 200, {}],
    ["a failed discovery", "/settings/regions", 500, { regionsStatus: 500 }],
    ["validate", "/rtc/validate", 401, {}],
    ["a refused upgrade", "/rtc", 401, {}],
    ["a 404", "/nobody", 404, {}],
  ];
  for (const [name, path, status, more, body] of rows) {
    test(name, async () => {
      const result = await send(path, { ...control, ...more }, body);
      assert.equal(result.status, status);
      assert.equal(result.headers["x-a"], "b");
      assert.equal(result.headers["x-empty"], "");
      assert.equal(result.headers["x-lk-mock-id"], "t-1");
    });
  }

  test("an opened signal connection, but for the handshake's own", async () => {
    const headers = { "X-A": "b", "Sec-WebSocket-Accept": "x" };
    const query = `access_token=${tokenFor({ id: "t-2", headers })}`;
    const { head, socket } = await openSignal(mock.ports[0]!, { query });
    assert.match(head, /^X-A: b$/m);
    assert.match(head, /^X-Lk-Mock-Id: t-2$/m);
    assert.doesNotMatch(head, /^Sec-WebSocket-Accept: x$/m);
    socket.destroy();
  });
});

describe("headers of the control", () => {
  test("replace those of the same name in any case", async () => {
    const { headers } = await send(api, { headers: { "content-TYPE": "text/x", DATE: "now" } });
    assert.equal(headers["content-type"], "text/x");
    assert.equal(headers["date"], "now");
  });

  test("replace no warning", async () => {
    const { warnings } = await send(api, { headers: { "X-Lk-Mock-Warning": "mine" }, oops: 1 });
    assert.equal(warnings.length, 2);
    assert.equal(warnings[0], "mine");
    assert.match(warnings[1]!, /oops/);
  });

  test("count once in two cases, the last", async () => {
    const { headers, warnings } = await send(api, { headers: { "X-A": "1", "x-a": "2" } });
    assert.equal(headers["x-a"], "2");
    assert.deepEqual(warnings, ['X-Lk-Mock.headers["x-a"] givenTwice']);
  });
});

test("the id stands in the line of the log", async () => {
  const logged = mock.logged(/ 503 .*CreateRoom/);
  await send(api, { failRegions: [0], id: "t-3" });
  assert.match(
    await logged,
    /^region-0 {2}503 +\d+ ms {2}livekit\.RoomService\/CreateRoom {2}\(id t-3; failed: status\)$/,
  );
});
