/** What a mock remembers must not show: the second answer is the first one again. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { call, request, type RequestOptions } from "./support/call.js";
import { startTestMock } from "./support/mock.js";
import { signToken, tokenFor, tokenWith } from "./support/token.js";

const mock = await startTestMock({ regions: 2, hostRegions: ".livekit.cloud" });
const createRoom = "livekit.RoomService/CreateRoom";
const granted = { video: { roomCreate: true } };

const requests: readonly (RequestOptions & { readonly name: string })[] = [
  { name: "an unknown field of the body", body: { nam: "a" }, control: { skipAuth: true } },
  { name: "a body that is not JSON", body: '{"name":', control: { skipAuth: true } },
  { name: "text beyond ASCII", body: { name: "Zürich 😀" }, control: { skipAuth: true } },
  { name: "a long answer", body: { name: "ü".repeat(20_000) }, control: { skipAuth: true } },
  { name: "an unknown field of the control", control: { skipAuth: true, delayMS: 0, dlayMs: 1 } },
  { name: "a control that fails", control: { failRegions: [0], failStatus: 418, skipAuth: true } },
  { name: "a control in a token", token: tokenFor({ failRegions: [0] }, granted) },
  { name: "a token of another secret", token: signToken({ exp: 1 }, { secret: "x" }) },
  { name: "a header beyond ASCII", control: { skipAuth: true, headers: { "X-A": "ü" } } },
  { name: "a token with the grant", token: tokenWith(granted) },
  { name: "a host of no region", headers: { Host: "proj-r9.livekit.cloud" } },
];

describe("the same response comes again for", () => {
  for (const { name, ...options } of requests) {
    test(name, async () => {
      const answers = [];
      for (let time = 0; time < 3; time++) {
        const { headers, ...answer } = await call(mock.url, createRoom, options);
        answers.push({ ...answer, headers: { ...headers, date: undefined } });
      }
      const [first, ...others] = answers;
      for (const other of others) assert.deepEqual(other, first);
    });
  }
});

test("the same bytes mean something else to another method, in another encoding, elsewhere", async () => {
  const control = { skipAuth: true };
  const ask = async (path: string, type: string): Promise<string> => {
    const { text, warnings } = await call(mock.url, path, { body: "{}", type, control });
    return `${text} ${String(warnings.length)}`;
  };
  const [json, protobuf] = ["application/json", "application/protobuf"];
  assert.equal(await ask(createRoom, json), '{"sid":"MOCK_SID","enabledCodecs":[{}]} 0');
  assert.equal(await ask("livekit.RoomService/DeleteRoom", json), "{} 0");
  assert.match(await ask(createRoom, protobuf), / 1$/);
  assert.equal(await ask(createRoom, json), '{"sid":"MOCK_SID","enabledCodecs":[{}]} 0');
});

test("a list of regions is that of its region, its host and its control", async () => {
  const ask = async (url: string, options: RequestOptions = {}): Promise<string> =>
    (await request(`${url}/settings/regions`, options)).text;
  const [first, second] = mock.regions.map(({ url }) => url);
  const plain = await ask(first!);
  const omitSelf = { control: { discovery: { omitSelf: true } } };
  assert.notEqual(await ask(first!, omitSelf), await ask(second!, omitSelf));
  assert.match(await ask(first!, { headers: { Host: "a.livekit.cloud" } }), /a-r1\.livekit\.cloud/);
  assert.match(await ask(first!, { headers: { Host: "b.livekit.cloud" } }), /b-r1\.livekit\.cloud/);
  assert.equal(await ask(first!), plain);
});
