import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { request } from "./support/call.js";
import { startTestMock } from "./support/mock.js";
import { exchange } from "./support/raw.js";
import { handshakeOf, headOf, openSignal } from "./support/signal.js";
import { tokenFor } from "./support/token.js";

const mock = await startTestMock({ regions: 2 });
const line = "mock failure (status 403)\n";

describe("rtcStatus", () => {
  for (const path of ["/rtc/validate", "/rtc/v1/validate"]) {
    test(`refuses ${path}, which any page may read`, async () => {
      const url = `${mock.url}${path}?access_token=${tokenFor({ rtcStatus: 403 })}`;
      const { status, text, headers } = await request(url);
      assert.deepEqual([status, text, headers["access-control-allow-origin"]], [403, line, "*"]);
    });
  }

  for (const path of ["/rtc", "/rtc/v1"]) {
    test(`refuses the upgrade on ${path}`, async () => {
      const query = `access_token=${tokenFor({ rtcStatus: 403 })}`;
      const answer = await exchange(mock.ports[0]!, headOf(handshakeOf({ path, query })));
      assert.match(answer, /^HTTP\/1\.1 403 Forbidden\r\n/);
      assert.ok(answer.endsWith(`\r\n\r\n${line}`));
    });
  }

  test("refuses by the header as well, whatever the token", async () => {
    const control = { rtcStatus: 503 };
    assert.equal((await request(`${mock.url}/rtc/validate`, { control })).status, 503);
    const token = tokenFor({});
    assert.equal((await request(`${mock.url}/rtc/validate`, { control, token })).status, 503);
  });

  test("refuses in the region of perRegion alone", async () => {
    const token = tokenFor({ perRegion: { 0: { rtcStatus: 403 } } });
    const statusIn = async (region: number): Promise<number> =>
      (await request(`${mock.regions[region]!.url}/rtc/validate?access_token=${token}`)).status;
    assert.deepEqual([await statusIn(0), await statusIn(1)], [403, 200]);
  });

  test("leaves the API alone", async () => {
    const url = `${mock.url}/twirp/livekit.RoomService/CreateRoom`;
    const control = { rtcStatus: 403, skipAuth: true };
    assert.equal((await request(url, { method: "POST", control })).status, 200);
  });
});

test("perRegion holds the fields of a signal connection", async () => {
  const perRegion = { 0: { signal: "close_before_join" }, 1: { pingInterval: 7 } };
  const query = `access_token=${tokenFor({ perRegion })}`;
  const refused = await openSignal(mock.ports[0]!, { query });
  assert.equal((await refused.event(0)).kind, "close");
  refused.socket.destroy();
  const joined = await openSignal(mock.ports[1]!, { query });
  assert.match(JSON.stringify(await joined.event(0)), /"join":\{.*"pingInterval":7/);
  joined.socket.destroy();
});
