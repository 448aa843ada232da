/** `jsonNames` and `emitDefaults`: the JSON that LiveKit's own server sends, which is that of Go's protojson. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { create, createRegistry } from "@bufbuild/protobuf";
import { anyPack, AnySchema, TimestampSchema } from "@bufbuild/protobuf/wkt";
import { StatusSchema } from "../gen/google/rpc/status_pb.js";
import { TransferSIPParticipantResponseSchema as transferred } from "../gen/livekit_sip_pb.js";
import { apiKeyFor, type MockControl } from "../src/library/index.js";
import { writeJson } from "../src/twirp/writeJson.js";
import { call, request, type Result } from "./support/call.js";
import { jsonFormRows } from "./support/jsonFormRows.js";
import { startTestMock } from "./support/mock.js";
import { tokenFor, tokenWith } from "./support/token.js";

const real = { jsonNames: "snake", emitDefaults: true } as const;
const mock = await startTestMock({ regions: 2 });
const withDefault = await startTestMock({ control: { ...real, skipAuth: true } });
const createDispatch = "livekit.AgentDispatchService/CreateDispatch";
const camel = '{"id":"MOCK_ID","agentName":"a"}';
const snake = '{"id":"MOCK_ID","agent_name":"a"}';
const whole =
  '{"id":"MOCK_ID","agent_name":"a","room":"","metadata":"","state":null,"restart_policy":"JRP_ON_FAILURE","deployment":"","attributes":{}}';

function dispatch(control: MockControl, region = 0): Promise<Result> {
  const body = { agentName: "a" };
  const options = { body, control: { skipAuth: true, ...control } };
  return call(mock.regions[region]!.url, createDispatch, options);
}

describe("a response is what Go's protojson writes:", () => {
  for (const { path, response, ...forms } of jsonFormRows) {
    const rows: readonly (readonly [MockControl, string])[] = [
      [{ jsonNames: "snake" }, forms.snake],
      [{ emitDefaults: true }, forms.defaults],
      [real, forms.snakeDefaults],
    ];
    for (const [control, expected] of rows) {
      test(`${path} with ${JSON.stringify(control)}`, async () => {
        const message = JSON.parse(response) as NonNullable<MockControl["response"]>;
        const { text, warnings } = await call(mock.url, path, {
          control: { skipAuth: true, response: message, ...control },
        });
        assert.deepEqual(JSON.parse(text), JSON.parse(expected));
        assert.deepEqual(warnings, []);
      });
    }
  }

  test("an Any", () => {
    const details = [
      anyPack(transferred, create(transferred, { transferId: "a" })),
      anyPack(TimestampSchema, create(TimestampSchema)),
      create(AnySchema),
    ];
    const message = create(StatusSchema, { details });
    const registry = createRegistry(transferred, TimestampSchema);
    assert.equal(
      writeJson(StatusSchema, message, "jsonSnakeDefaults", registry),
      '{"code":0,"message":"","details":[{"@type":"type.googleapis.com/livekit.TransferSIPParticipantResponse","transfer_id":"a","status":"STS_TRANSFER_ONGOING","reason":"STR_UNSPECIFIED","sip_status":null},{"@type":"type.googleapis.com/google.protobuf.Timestamp","value":"1970-01-01T00:00:00Z"},{}]}',
    );
  });
});

describe("the populated default", () => {
  test("has each form, from one call to the next", async () => {
    for (const [control, text] of [
      [{}, camel],
      [{ jsonNames: "snake" }, snake],
      [real, whole],
      [{ jsonNames: "camel", emitDefaults: false }, camel],
      [real, whole],
      [{}, camel],
    ] as const) {
      const result = await dispatch(control);
      assert.deepEqual([result.text, result.warnings], [text, []]);
      assert.equal(result.headers["content-type"], "application/json");
    }
  });

  test("has it if the control says so: for a region, a method, in a token, by default", async () => {
    const perRegion = { 1: { jsonNames: "snake" } } as const;
    assert.equal((await dispatch({ perRegion })).text, camel);
    assert.equal((await dispatch({ perRegion }, 1)).text, snake);
    assert.equal((await dispatch({ jsonNames: "snake", methods: ["CreateDispatch"] })).text, snake);
    const body = { agentName: "a" };
    const iss = apiKeyFor({ ...real, skipAuth: true });
    for (const token of [tokenFor({ ...real, skipAuth: true }), tokenWith({ iss })]) {
      assert.equal((await call(mock.url, createDispatch, { body, token })).text, whole);
    }
    assert.equal((await call(withDefault.url, createDispatch, { body })).text, whole);
  });

  test("is altered by a failure as it is", async () => {
    const failing = { ...real, failRegions: [0] };
    const unknown = await dispatch({ ...failing, failMode: "unknownFields" });
    assert.deepEqual(JSON.parse(unknown.text), {
      mockUnknown: { nested: [1, "two", null] },
      ...(JSON.parse(whole) as object),
    });
    const trickled = await dispatch({ ...failing, failMode: "trickle", trickle: { bytes: 100 } });
    assert.equal(trickled.text, whole);
  });
});

describe("the form changes nothing about", () => {
  test("an unknown method, errors and the list of regions", async () => {
    const control = { ...real, skipAuth: true };
    const unknown = await call(mock.url, "livekit.Future/Call", { control });
    assert.deepEqual([unknown.text, unknown.warnings.length], ["{}", 1]);
    const failed = await dispatch({ ...real, failRegions: [0] });
    assert.equal(failed.text, '{"code":"unavailable","msg":"mock failure (status 503)"}');
    const list = await request(`${mock.url}/settings/regions`, { control: real });
    const plain = await request(`${mock.url}/settings/regions`);
    assert.deepEqual([list.text, list.warnings], [plain.text, []]);
  });

  test("a call in protobuf, which has a warning, unless `methods` leaves it out", async () => {
    const ask = (control: MockControl): Promise<Result> =>
      call(mock.url, createDispatch, {
        type: "application/protobuf",
        body: "",
        control: { skipAuth: true, ...control },
      });
    const plain = await ask({});
    const { bytes, warnings } = await ask(real);
    assert.deepEqual(bytes, plain.bytes);
    assert.deepEqual(warnings, [
      "jsonNames noEffect: the call is in protobuf",
      "emitDefaults noEffect: the call is in protobuf",
    ]);
    assert.deepEqual((await ask({ ...real, methods: ["CreateRoom"] })).warnings, []);
  });

  test("a call in protobuf, without a warning if the mock's own control says so", async () => {
    const own = await startTestMock({ control: { ...real, skipAuth: true }, strict: true });
    const type = "application/protobuf";
    const { status, warnings } = await call(own.url, "livekit.RoomService/CreateRoom", {
      type,
      body: "",
    });
    assert.deepEqual([status, warnings], [200, []]);
    const older = await call(own.url, "livekit.RoomService/CreateRoom", {
      type,
      body: "",
      headers: { "X-Lk-Mock-Skip-Auth": "true" },
    });
    assert.deepEqual([older.status, older.warnings], [200, []]);
    const inJson = await call(own.url, "livekit.RoomService/CreateRoom", {});
    assert.match(inJson.text, /"empty_timeout":0/);
  });
});
