import assert from "node:assert/strict";
import { test } from "node:test";
import { call } from "../support/call.js";
import { startTestMock } from "../support/mock.js";

const mock = await startTestMock({ regions: 2 });

/** The control of the request `at`, and the status that it is to get. */
function plan(at: number): { readonly control: object; readonly status: number } {
  const base = { skipAuth: true, delayMs: at % 7 };
  switch (at % 5) {
    case 0:
      return { control: { ...base, response: { sid: `RM_${String(at)}` } }, status: 200 };
    case 1:
      return {
        control: { ...base, failRegions: [0], failStatus: 400 + (at % 100) },
        status: 400 + (at % 100),
      };
    case 2:
      return { control: { ...base, failRegions: [1] }, status: 200 };
    case 3:
      return { control: { delayMs: at % 3 }, status: 401 };
    default:
      return { control: { ...base, pinnedRegions: ["region-1"] }, status: 451 };
  }
}

test("500 requests with different controls at once each get their own response", async () => {
  const results = await Promise.all(
    Array.from({ length: 500 }, async (_, at) => {
      const { control, status } = plan(at);
      const body = { name: `room-${String(at)}` };
      const result = await call(mock.url, "livekit.RoomService/CreateRoom", { control, body });
      assert.equal(result.status, status);
      return result.text;
    }),
  );
  results.forEach((text, at) => {
    const own: readonly string[] = [
      `{"sid":"RM_${String(at)}"}`,
      `"mock failure (status ${String(400 + (at % 100))})"`,
      `{"sid":"MOCK_SID","name":"room-${String(at)}","enabledCodecs":[{}]}`,
      '{"code":"unauthenticated","msg":"mock: unauthenticated"}',
      "project not allowed in this region.",
    ];
    assert.ok(text.includes(own[at % 5]!), `${String(at)}: ${text}`);
  });
});

test("the same bytes get the same response, in any order", async () => {
  const control = { skipAuth: true, failRegions: [0], failStatus: 418 };
  const ask = (): Promise<string> =>
    call(mock.url, "livekit.RoomService/CreateRoom", { control }).then(({ text }) => text);
  const texts = await Promise.all(Array.from({ length: 50 }, ask));
  assert.equal(new Set(texts).size, 1);
});
