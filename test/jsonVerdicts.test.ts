import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { call } from "./support/call.js";
import { jsonKinds } from "./support/jsonKinds.js";
import { startTestMock } from "./support/mock.js";

const strict = await startTestMock({ strict: true });
const lenient = await startTestMock();
const skipAuth = { skipAuth: true };

const createRoom = "livekit.RoomService/CreateRoom";
const notDecoded = "body doesNotDecode";

describe("JSON that LiveKit", () => {
  for (const { name, method, body, taken, refused, problem } of jsonKinds) {
    for (const value of taken) {
      test(`takes: a ${name}, ${value.slice(0, 40)}`, async () => {
        const options = { body: body(value), control: skipAuth };
        assert.equal((await call(strict.url, method, options)).status, 200);
        assert.deepEqual((await call(lenient.url, method, options)).warnings, []);
      });
    }
    for (const value of refused) {
      test(`refuses: a ${name}, ${value.slice(0, 40)}`, async () => {
        const options = { body: body(value), control: skipAuth };
        const { status, text } = await call(strict.url, method, options);
        assert.equal(status, 400);
        assert.equal((JSON.parse(text) as { code: string }).code, "malformed");
        const { status: served, warnings } = await call(lenient.url, method, options);
        assert.equal(served, 200);
        assert.equal(warnings.length, 1, warnings.join("\n"));
        if (!warnings[0]!.startsWith(notDecoded)) assert.match(warnings[0]!, problem);
      });
    }
    test(`has a finding of its own for some that protobuf-es would read: a ${name}`, async () => {
      const found = await Promise.all(
        refused.map((value) => call(lenient.url, method, { body: body(value), control: skipAuth })),
      );
      const own = found.flatMap(({ warnings }) => warnings).filter((text) => problem.test(text));
      assert.equal(own.length > 0, String(problem) !== "/^(?!)/");
    });
  }
});

describe("a JSON body with a finding", () => {
  const rows: readonly (readonly [body: string, emptyTimeout: number | undefined])[] = [
    ['{"emptyTimeout":"0x10"}', 16],
    ['{"emptyTimeout":"+5"}', 5],
    ['{"emptyTimeout":"007"}', 7],
    ['{"emptyTimeout":1,"emptyTimeout":2}', 2],
    ['\ufeff{"emptyTimeout":3}', 3],
    ['{"emptyTimeout":4,"name":"\\ud800"}', 4],
  ];
  for (const [body, emptyTimeout] of rows) {
    test(`is served: ${body}`, async () => {
      const { text } = await call(lenient.url, createRoom, { body, control: skipAuth });
      assert.equal((JSON.parse(text) as { emptyTimeout?: number }).emptyTimeout, emptyTimeout);
    });
  }
});

describe("a response of the control", () => {
  const listEgress = "livekit.Egress/ListEgress";
  const respond = async (item: string): Promise<unknown> => {
    const control = `{"skipAuth":true,"response":{"items":[${item}]}}`;
    const headers = { "X-Lk-Mock": control };
    const { text, warnings } = await call(strict.url, listEgress, { headers });
    assert.deepEqual(warnings, []);
    return (JSON.parse(text) as { items?: unknown[] }).items?.[0];
  };

  test("keeps the digits of a 64-bit number", async () => {
    const startedAt = "1700000000123456789";
    assert.deepEqual(await respond(`{"startedAt":${startedAt}}`), { startedAt });
    assert.deepEqual(await respond(`{"startedAt":"${startedAt}"}`), { startedAt });
    assert.deepEqual(await respond('{"startedAt":1.700000000123456789e18}'), { startedAt });
  });

  test("may have null for a member of a oneof", async () => {
    const egress = { web: { url: "x" } };
    assert.deepEqual(await respond('{"roomComposite":null,"web":{"url":"x"}}'), egress);
    assert.deepEqual(await respond('{"web":{"url":"x"},"roomComposite":null}'), egress);
  });

  test("with a field twice has a finding", async () => {
    const headers = { "X-Lk-Mock": '{"skipAuth":true,"response":{"name":"a","name":"b"}}' };
    const { text, warnings } = await call(lenient.url, createRoom, { headers });
    assert.deepEqual(warnings, ["response.name givenTwice"]);
    assert.equal((JSON.parse(text) as { name: string }).name, "b");
  });
});
