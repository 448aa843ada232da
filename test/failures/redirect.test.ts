import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { seeFailure, testFailure } from "../support/failure.js";
import { request } from "../support/call.js";
import { startTestMock } from "../support/mock.js";
import { brief } from "../support/brief.js";

testFailure({
  control: { failMode: "redirect" },
  check: ({ start, headers, body, end }) => {
    assert.equal(start, "HTTP/1.1 307 Temporary Redirect");
    assert.match(
      headers["location"]!,
      /^https?:\/\/127\.0\.0\.1:\d+\/twirp\/livekit\.RoomService\//,
    );
    assert.equal(headers["x-lk-mock-region"], "");
    assert.deepEqual([headers["content-length"], body.length, end], ["0", 0, "open"]);
  },
});

describe("a redirect", async () => {
  const mock = await startTestMock({ regions: 3 });
  const [, second = "", third = ""] = mock.regions.map(({ url }) => url);
  const path = "/twirp/livekit.RoomService/CreateRoom?a=%20b";
  const locationIn = async (region: number, control: object): Promise<string | undefined> => {
    const failing = { skipAuth: true, failRegions: [0, 1, 2], failMode: "redirect", ...control };
    const url = mock.regions[region]!.url + path;
    const { headers } = await request(url, { method: "POST", control: failing });
    return headers["location"];
  };

  test("leads to the next region with the path and the query as they came", async () => {
    assert.equal(await locationIn(0, {}), second + path);
    assert.equal(await locationIn(1, {}), third + path);
  });

  test("leads from the last region to the first", async () => {
    assert.equal(await locationIn(2, {}), mock.url + path);
  });

  test("leads to the region of redirectTo", async () => {
    assert.equal(await locationIn(0, { redirectTo: 2 }), third + path);
    assert.equal(await locationIn(0, { redirectTo: 0 }), mock.url + path);
  });

  test("leads to the URL of redirectTo, as it is", async () => {
    assert.equal(await locationIn(0, { redirectTo: "https://a.test" }), "https://a.test");
  });

  test("to a region that is not there leads to the next, with a finding", async () => {
    const seen = await seeFailure(mock, { failMode: "redirect", redirectTo: 3 });
    assert.equal(seen.headers["location"], `${second}/twirp/livekit.RoomService/CreateRoom`);
    const finding = "redirectTo unknownRegion: 3 (0 to 2)";
    assert.equal(brief(seen.headers["x-lk-mock-warning"] ?? ""), finding);
  });

  test("to what is no URL is sent as it is, with a finding", async () => {
    const seen = await seeFailure(mock, { failMode: "redirect", redirectTo: "nowhere" });
    assert.equal(seen.headers["location"], "nowhere");
    const finding = 'redirectTo invalidUrl: "nowhere"';
    assert.equal(brief(seen.headers["x-lk-mock-warning"] ?? ""), finding);
  });

  for (const status of [301, 302, 303, 307, 308]) {
    test(`may have the status ${String(status)}`, async () => {
      const seen = await seeFailure(mock, { failMode: "redirect", failStatus: status });
      assert.ok(seen.start.startsWith(`HTTP/1.1 ${String(status)} `));
      assert.equal(seen.headers["x-lk-mock-warning"], undefined);
    });
  }

  for (const status of [200, 300, 304, 503]) {
    test(`counts the status ${String(status)} as 307, with a finding`, async () => {
      const seen = await seeFailure(mock, { failMode: "redirect", failStatus: status });
      assert.equal(seen.start, "HTTP/1.1 307 Temporary Redirect");
      const finding = `failStatus notARedirect: ${String(status)}`;
      assert.equal(brief(seen.headers["x-lk-mock-warning"] ?? ""), finding);
    });
  }
});
