import { control, startMock } from "livekit-mock";
import { expect, test } from "vitest";

const method = "twirp/livekit.RoomService/CreateRoom";
const call = { method: "POST", body: '{"name":"a"}' };
const json = { "Content-Type": "application/json" };

test("all test files share the mock of the setup", async () => {
  // In strict mode a typo in a control or a body fails the call.
  const failing = control({ strict: true, skipAuth: true, failRegions: [0], failStatus: 429 });
  const headers = { ...json, ...failing };
  const response = await fetch(`${process.env.LIVEKIT_URL}/${method}`, { ...call, headers });
  expect(response.status).toBe(429);
});

test("a test that counts requests starts a mock of its own", async () => {
  const seen = [];
  const onRequest = (request) => seen.push(request);
  const mock = await startMock({ regions: 1, strict: true, onRequest });
  const token = mock.token({ video: { roomCreate: true } });
  const headers = { ...json, Authorization: `Bearer ${token}` };
  await fetch(`${mock.url}/${method}`, { ...call, headers });
  await mock.close();
  expect(seen).toMatchObject([{ region: 0, status: 200, injected: null }]);
});
