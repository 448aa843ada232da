import { control, startMock } from "livekit-mock";
import { expect, test } from "vitest";

const method = "twirp/livekit.RoomService/CreateRoom";

test("all test files share the mock of the setup", async () => {
  const response = await fetch(`${process.env.LIVEKIT_URL}/${method}`, {
    method: "POST",
    headers: control({ skipAuth: true, failRegions: [0], failStatus: 429 }),
  });
  expect(response.status).toBe(429);
});

test("a test has a mock of its own where it counts requests", async () => {
  const seen = [];
  const mock = await startMock({ regions: 1, onRequest: (request) => seen.push(request) });
  const token = mock.token({ video: { roomCreate: true } });
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  await fetch(`${mock.url}/${method}`, { method: "POST", headers, body: '{"name":"a"}' });
  await mock.close();
  expect(seen).toMatchObject([{ region: 0, status: 200, injected: null }]);
});
