import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fromBinary } from "@bufbuild/protobuf";
import { RoomSchema } from "../gen/livekit_models_pb.js";
import { call, request, type RequestOptions } from "./support/call.js";
import { instantClock } from "./support/clock.js";
import { startTestMock } from "./support/mock.js";
import { tokenWith } from "./support/token.js";

const clock = instantClock();
const mock = await startTestMock({ regions: 3, clock });
const createRoom = "livekit.RoomService/CreateRoom";
const region = (index: number): string => mock.regions[index]!.url;
const open = { skipAuth: true };

function create(index: number, options: RequestOptions = {}): ReturnType<typeof call> {
  return call(region(index), createRoom, options);
}

describe("an injected failure", () => {
  test("is a 503 unavailable by default, and only in its region", async () => {
    const control = { ...open, failRegions: [0, 2] };
    const failed = await create(0, { control });
    assert.equal(failed.status, 503);
    assert.equal(failed.text, '{"code":"unavailable","msg":"mock failure (status 503)"}');
    assert.equal(failed.headers["content-type"], "application/json");
    assert.equal(failed.headers["x-lk-mock-region"], "");
    assert.equal(failed.headers["retry-after"], undefined);
    const passed = await create(1, { control });
    assert.deepEqual([passed.status, passed.headers["x-lk-mock-region"]], [200, "1"]);
  });

  const codes: readonly (readonly [status: number, code: string])[] = [
    [200, "internal"],
    [301, "internal"],
    [400, "invalid_argument"],
    [401, "unauthenticated"],
    [403, "permission_denied"],
    [404, "not_found"],
    [408, "internal"],
    [409, "internal"],
    [429, "resource_exhausted"],
    [499, "internal"],
    [500, "unavailable"],
    [503, "unavailable"],
    [599, "unavailable"],
  ];
  for (const [status, code] of codes) {
    test(`of status ${String(status)} has the code ${code}`, async () => {
      const result = await create(0, {
        control: { ...open, failRegions: [0], failStatus: status },
      });
      assert.equal(result.status, status);
      assert.deepEqual(JSON.parse(result.text), {
        code,
        msg: `mock failure (status ${String(status)})`,
      });
    });
  }

  for (const status of [204, 304]) {
    test(`of status ${String(status)} has no body`, async () => {
      const result = await create(0, {
        control: { ...open, failRegions: [0], failStatus: status },
      });
      assert.deepEqual([result.status, result.text], [status, ""]);
      assert.equal(result.headers["content-length"], undefined);
    });
  }

  test("has any code that is asked for, and no header of it", async () => {
    const failTwirpCode = 'x"\r\nX-Evil: 1\u00e9';
    const result = await create(0, { control: { ...open, failRegions: [0], failTwirpCode } });
    assert.equal((JSON.parse(result.text) as { code: string }).code, failTwirpCode);
    assert.equal(result.headers["x-evil"], undefined);
  });

  test("has the code of its status if the one that is given is empty", async () => {
    const failTwirpCode = "";
    const result = await create(0, { control: { ...open, failRegions: [0], failTwirpCode } });
    assert.equal(result.text, '{"code":"unavailable","msg":"mock failure (status 503)"}');
    const passed = await create(0, { control: { ...open, perRegion: { 0: { failTwirpCode } } } });
    assert.deepEqual([passed.status, passed.warnings], [200, []]);
  });

  test("of an unknown mode acts as status, with a warning", async () => {
    const control = { ...open, failRegions: [0], failMode: "explode" };
    const result = await create(0, { control });
    assert.equal(result.status, 503);
    assert.deepEqual(result.warnings, ['X-Lk-Mock.failMode unknownValue: "explode"']);
  });
});

describe("waiting", () => {
  const waits = async (headers: Record<string, string>, control: object): Promise<number[]> => {
    clock.waits.length = 0;
    await create(0, { control: { ...open, ...control }, headers });
    return [...clock.waits];
  };

  test("delayMs waits before a success", async () => {
    assert.deepEqual(await waits({}, { delayMs: 4000 }), [4000]);
  });

  test("delayMs waits before a failure", async () => {
    assert.deepEqual(await waits({}, { delayMs: 4000, failRegions: [0] }), [4000]);
  });

  test("the delay mode waits 30 s, in a failing region alone", async () => {
    assert.deepEqual(await waits({}, { failMode: "delay", failRegions: [0] }), [30_000]);
    assert.deepEqual(await waits({}, { failMode: "delay", failRegions: [1] }), []);
  });

  test("the delay mode waits as long as its header says, in addition to delayMs", async () => {
    const headers = { "X-Lk-Mock-Delay-Ms": "250", "X-Lk-Mock-Fail-Mode": "delay" };
    assert.deepEqual(await waits(headers, { failRegions: [0], delayMs: 50 }), [300]);
  });

  test("a refusal comes at once", async () => {
    clock.waits.length = 0;
    const unauthenticated = await create(0, { control: { delayMs: 4000 } });
    const pinned = { ...open, delayMs: 4000, pinnedRegions: ["region-1"] };
    const elsewhere = await create(0, { control: pinned });
    assert.deepEqual([unauthenticated.status, elsewhere.status], [401, 451]);
    assert.deepEqual(clock.waits, []);
  });
});

describe("a pinned project", () => {
  test("gets 451 in plain text from another region", async () => {
    const result = await create(0, { control: { ...open, pinnedRegions: ["region-1"] } });
    assert.equal(result.status, 451);
    assert.equal(result.text, "project not allowed in this region.");
    assert.equal(result.headers["content-type"], "text/plain; charset=utf-8");
    assert.equal(result.headers["x-lk-mock-region"], "");
  });

  test("is served in its own region", async () => {
    const result = await create(1, { control: { ...open, pinnedRegions: ["region-1"] } });
    assert.equal(result.status, 200);
  });

  test("is refused for its token before its region", async () => {
    const result = await create(0, { control: { pinnedRegions: ["region-1"] } });
    assert.equal(result.status, 401);
  });
});

describe("the response", () => {
  test("is the response of the control, in the encoding of the request", async () => {
    const control = { ...open, response: { sid: "RM_1", num_participants: 3 } };
    const asJson = await create(0, { control });
    assert.equal(asJson.text, '{"sid":"RM_1","numParticipants":3}');
    const type = "application/protobuf";
    const asBinary = await create(0, { control, type, body: "" });
    assert.equal(fromBinary(RoomSchema, asBinary.bytes).numParticipants, 3);
    assert.equal(asBinary.headers["content-type"], type);
  });

  test("is the empty message if the response is an empty object", async () => {
    assert.equal((await create(0, { control: { ...open, response: {} } })).text, "{}");
  });

  test("is the populated default if the response does not parse, with a warning", async () => {
    const result = await create(0, { control: { ...open, response: { sid: 1 } } });
    assert.match(result.text, /MOCK_SID/);
    assert.match(result.warnings.join(), /^response doesNotDecode: .*sid/);
  });

  test("leaves out unknown fields of the response, with a warning", async () => {
    const response = { sid: "a", sidd: "b", __proto__x: 1 };
    const result = await create(0, { control: { ...open, response } });
    assert.equal(result.text, '{"sid":"a"}');
    assert.equal(result.warnings.length, 2);
    assert.match(result.warnings[0]!, /unknownField of livekit.Room: "sidd" -> sid/);
  });

  test("is not poisoned by __proto__ in the response", async () => {
    const headers = { "X-Lk-Mock-Response": '{"__proto__":{"sid":"x"},"sid":"a"}' };
    const result = await create(0, { control: open, headers });
    assert.equal(result.text, '{"sid":"a"}');
    assert.equal(({} as { sid?: string }).sid, undefined);
  });

  test("an enum number of the response that no int32 holds is ignored, not a bug", async () => {
    const path = "livekit.Egress/StopEgress";
    for (const type of ["application/json", "application/protobuf"]) {
      const control = { ...open, response: { status: 1e12 } };
      const result = await call(region(0), path, { control, type, body: "" });
      assert.equal(result.status, 200, result.text);
    }
  });
});

describe("permission", () => {
  const authorized = (header: string): ReturnType<typeof call> =>
    create(0, { headers: { Authorization: header } });
  const token = tokenWith({ video: { roomCreate: true } });

  test("the token may stand alone, or behind Bearer and one space", async () => {
    assert.equal((await authorized(token)).status, 200);
    assert.equal((await authorized(`Bearer ${token}`)).status, 200);
    assert.equal((await authorized(`Bearer   ${token}`)).status, 200);
  });

  test("bearer in another case is part of the token", async () => {
    assert.equal((await authorized(`bearer ${token}`)).status, 401);
  });
});

describe("/settings/regions", () => {
  const list = (control: object): ReturnType<typeof request> =>
    request(`${region(1)}/settings/regions`, { control, token: "test-token" });

  test("lists the regions in order, with their distance", async () => {
    const result = await list({});
    assert.equal(
      result.text,
      `{"regions":[{"region":"region-0","url":"${region(0)}"},{"region":"region-1","url":"${region(1)}","distance":"1"},{"region":"region-2","url":"${region(2)}","distance":"2"}]}`,
    );
    assert.equal(result.headers["content-type"], "application/json");
    assert.equal(result.headers["cache-control"], "max-age=0");
    assert.equal(result.headers["x-lk-mock-region"], "1");
  });

  test("lists pinned regions only", async () => {
    const result = await list({ pinnedRegions: ["region-2"] });
    assert.equal(
      result.text,
      `{"regions":[{"region":"region-2","url":"${region(2)}","distance":"2"}]}`,
    );
  });

  for (const status of [201, 204, 302, 404, 500, 599]) {
    test(`answers regionsStatus ${String(status)} with an empty body`, async () => {
      const result = await list({ regionsStatus: status });
      assert.deepEqual([result.status, result.text], [status, ""]);
      assert.equal(result.headers["x-lk-mock-region"], undefined);
    });
  }

  test("knows no delay and no failure", async () => {
    clock.waits.length = 0;
    assert.equal((await list({ delayMs: 5000, failRegions: [1] })).status, 200);
    assert.deepEqual(clock.waits, []);
  });

  test("reports what is wrong with the control", async () => {
    const result = await list({ regionStatus: 500 });
    assert.match(result.warnings.join(), /"regionStatus" -> regionsStatus/);
  });
});
