/** Where `methods` as an object comes from, and the requests that it leaves alone. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { apiKeyFor, type MockControl } from "../src/library/index.js";
import { call, request, type RequestOptions } from "./support/call.js";
import { startTestMock, type TestMock } from "./support/mock.js";
import { tokenFor, tokenWith } from "./support/token.js";
import { withMock } from "./support/withMock.js";

const mock = await startTestMock();
const createRoom = "livekit.RoomService/CreateRoom";
const listRooms = "livekit.RoomService/ListRooms";

describe("methods leave alone", () => {
  const methods = { "*": { failStatus: 500, id: "own", failUntil: 4_102_444_800_000 } };

  test("discovery", async () => {
    const control = { id: "common", methods };
    const { status, headers } = await request(`${mock.url}/settings/regions`, { control });
    assert.deepEqual([status, headers["x-lk-mock-id"]], [200, "common"]);
  });

  test("signal connections", async () => {
    const control = { signal: "room_not_found", methods };
    const token = tokenFor(control, { video: { roomJoin: true, room: "a" } });
    const { status, headers, text } = await request(
      `${mock.url}/rtc/validate?access_token=${token}`,
    );
    assert.deepEqual([status, headers["x-lk-mock-id"]], [404, undefined]);
    assert.equal(text, "requested room does not exist");
  });

  test("the mock's own endpoints", async () => {
    assert.equal((await request(`${mock.url}/_mock/ready`, { control: { methods } })).status, 200);
  });
});

describe("methods come from", () => {
  const control: MockControl = { methods: { CreateRoom: { failStatus: 429 } } };
  const granted = { video: { roomCreate: true, roomList: true } };
  const sources: readonly (readonly [name: string, options: RequestOptions])[] = [
    ["the header", { control, token: tokenWith(granted) }],
    ["the token's attribute", { token: tokenFor(control, granted) }],
    ["the API key", { token: tokenWith({ ...granted, iss: apiKeyFor(control) }) }],
  ];
  const both = async (to: Pick<TestMock, "url">, options: RequestOptions): Promise<number[]> => {
    const results = [createRoom, listRooms].map((path) => call(to.url, path, options));
    return (await Promise.all(results)).map(({ status }) => status);
  };
  for (const [name, options] of sources) {
    test(name, async () => {
      assert.deepEqual(await both(mock, options), [429, 200]);
    });
  }

  test("the default control, with an older header", async () => {
    await withMock({ control, strict: true }, async (own) => {
      const token = own.token(granted);
      assert.deepEqual(await both(own, { token }), [429, 200]);
      const headers = { "X-Lk-Mock-Fail-Regions": "1" };
      assert.deepEqual(await both(own, { token, headers }), [200, 200]);
    });
  });
});
