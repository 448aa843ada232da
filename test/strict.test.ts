import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { request, type RequestOptions, type Result } from "./support/call.js";
import { startTestMock } from "./support/mock.js";
import { exchange } from "./support/raw.js";
import { handshakeOf, headOf } from "./support/signal.js";
import { tokenFor } from "./support/token.js";

const strict = await startTestMock({ strict: true, regions: 2 });
const lenient = await startTestMock({ regions: 2 });
const api = "/twirp/livekit.RoomService/CreateRoom";
const json = "application/json";

interface Row {
  readonly name: string;
  readonly path?: string;
  readonly options?: RequestOptions;
  /** The statuses with and without strict mode. */
  readonly statuses: readonly [strict: number, lenient: number];
  readonly code: string;
  readonly finding: string;
}

const failing = "a region that fails (failRegions, perRegion)";

/** Every kind of finding, each as the one that a request has. No request has a token. */
const rows: readonly Row[] = [
  {
    name: "an HTTP method that Twirp does not know",
    options: { method: "PUT" },
    statuses: [404, 401],
    code: "bad_route",
    finding: "method: wrong HTTP method: PUT; expected POST",
  },
  {
    name: "a content type that Twirp does not know",
    options: { type: "text/json" },
    statuses: [404, 401],
    code: "bad_route",
    finding:
      'Content-Type: not one of Twirp\'s: "text/json"; expected application/json or application/protobuf',
  },
  {
    name: "no content type",
    options: { type: undefined, body: "" },
    statuses: [404, 401],
    code: "bad_route",
    finding: "Content-Type: missing; expected application/json or application/protobuf",
  },
  {
    name: "an unknown service",
    path: "/twirp/livekit.RoomServices/CreateRoom",
    statuses: [404, 200],
    code: "bad_route",
    finding:
      'path: unknown method: "livekit.RoomServices/CreateRoom"; the nearest known is livekit.RoomService/CreateRoom',
  },
  {
    name: "an unknown method",
    path: "/twirp/livekit.RoomService/CreateRooms",
    statuses: [404, 200],
    code: "bad_route",
    finding:
      'path: unknown method: "livekit.RoomService/CreateRooms"; the nearest known is livekit.RoomService/CreateRoom',
  },
  {
    name: "a path that is known only once it is decoded",
    path: "/twirp/livekit.RoomService%2FCreateRoom",
    statuses: [404, 401],
    code: "bad_route",
    finding:
      'path: known only once it is decoded: "/twirp/livekit.RoomService%2FCreateRoom"; expected /twirp/livekit.RoomService/CreateRoom',
  },
  {
    name: "a control that is no JSON",
    options: { headers: { "X-Lk-Mock": "{" } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: 'X-Lk-Mock: not JSON: "{"; expected a JSON object',
  },
  {
    name: "a control that is no object",
    options: { control: [] },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: "X-Lk-Mock: wrong type: a list; expected a JSON object",
  },
  {
    name: "an unknown field of the control",
    options: { control: { failRegion: [0] } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: 'X-Lk-Mock: unknown field: "failRegion"; the nearest known is failRegions',
  },
  {
    name: "a field of the control twice",
    options: { control: { delayMs: 0, DELAYMS: 0 } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: "X-Lk-Mock.delayMs: repeated; expected one; the last counts",
  },
  {
    name: "a field of the wrong type",
    options: { control: { delayMs: "1" } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding:
      'X-Lk-Mock.delayMs: wrong type: "1"; expected an integer or an object {max, min?, seed?}',
  },
  {
    name: "a field that is out of range",
    options: { control: { regionsStatus: 99 } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: "X-Lk-Mock.regionsStatus: out of range: 99; expected 200 to 599",
  },
  {
    name: "a field with an unknown value",
    options: { control: { discovery: { order: "up" } } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding:
      'X-Lk-Mock.discovery.order: unknown value: "up"; expected reverse, shuffle; the nearest known is shuffle',
  },
  {
    name: "a field with an illegal value",
    options: { control: { id: "" } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: 'X-Lk-Mock.id: illegal value: ""; expected 1 to 64 visible ASCII characters',
  },
  {
    name: "a field that lacks a part",
    options: { control: { sipStatus: {} } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: "X-Lk-Mock.sipStatus.code: missing; expected an integer",
  },
  {
    name: "a header that has an illegal name",
    options: { control: { headers: { ":": "" } } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: 'X-Lk-Mock.headers[":"]: illegal name; expected name',
  },
  {
    name: "a header that cannot be set",
    options: { control: { headers: { Te: "" } } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: 'X-Lk-Mock.headers["Te"]: cannot be set',
  },
  {
    name: "a field that is read from the token",
    options: { control: { signal: "happy" } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: "X-Lk-Mock.signal: not read from here; expected it in the token's lk.mock attribute",
  },
  {
    name: "a region that is not there",
    options: { control: { failRegions: [2] } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: "failRegions: no such region: 2; expected 0 to 1",
  },
  {
    name: "a method that is not there",
    options: { control: { methods: ["CreateRoms"] } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: 'methods: no such method: "CreateRoms"; the nearest known is CreateRoom',
  },
  {
    name: "a redirect to no URL",
    options: { control: { failRegions: [0], failMode: "redirect", redirectTo: "x" } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: 'redirectTo: no URL: "x"; expected one, or a region index',
  },
  {
    name: "a redirect with another status",
    options: { control: { failRegions: [0], failMode: "redirect", failStatus: 200 } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: "failStatus: no redirect: 200; expected 301, 302, 303, 307, 308",
  },
  {
    name: "a field without an effect",
    options: { control: { failMode: "drop" } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: `failMode: has no effect; expected ${failing}`,
  },
  {
    name: "more bytes than there are",
    options: {
      control: {
        skipAuth: true,
        failRegions: [0],
        failMode: "stallBody",
        stallMs: 0,
        failAfterBytes: 39,
      },
    },
    statuses: [400, 0],
    code: "invalid_argument",
    finding: "failAfterBytes: out of range: 39; expected 0 to 38, for a body of 39 bytes",
  },
  {
    name: "an unknown header of the mock",
    options: { headers: { "X-Lk-Mock-Fail-Region": "0" } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: "X-Lk-Mock-Fail-Region: unknown header; the nearest known is X-Lk-Mock-Fail-Regions",
  },
  {
    name: "a header of the mock twice",
    options: { headers: { "X-Lk-Mock": ["{}", "{}"] } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: "X-Lk-Mock: repeated; expected one; the first counts",
  },
  {
    name: "an older header that is ignored",
    options: { headers: { "X-Lk-Mock-Skip-Auth": "1" } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: 'X-Lk-Mock-Skip-Auth: ignored: "1"; expected true',
  },
  {
    name: "a body that does not decode",
    options: { body: "{" },
    statuses: [400, 401],
    code: "malformed",
    finding: "body: does not decode: ",
  },
  {
    name: "an unknown field of the body",
    options: { body: { nmae: "a" } },
    statuses: [400, 401],
    code: "malformed",
    finding: 'body: unknown field of livekit.CreateRoomRequest: "nmae"; the nearest known is name',
  },
  {
    name: "an unknown field number of the body",
    options: { type: "application/protobuf", body: new Uint8Array([0xf8, 0x07, 0x01]) },
    statuses: [400, 401],
    code: "malformed",
    finding: "body: unknown field number of livekit.CreateRoomRequest: 127",
  },
  {
    name: "a response that does not parse",
    options: { control: { response: { sid: 1 } } },
    statuses: [400, 401],
    code: "malformed",
    finding: "response: ignored: ",
  },
  {
    name: "an unknown field of the response",
    options: { control: { response: { sdi: "a" } } },
    statuses: [400, 401],
    code: "malformed",
    finding: 'response: unknown field of livekit.Room: "sdi"; the nearest known is sid',
  },
];

function send(
  url: string,
  { path = api, options }: Pick<Row, "path" | "options">,
): Promise<Result> {
  return request(url + path, { method: "POST", type: json, body: {}, ...options });
}

function errorOf({ text }: Result): { readonly code: string; readonly msg: string } {
  return JSON.parse(text) as { code: string; msg: string };
}

describe("in strict mode an error, else a warning, is", () => {
  for (const row of rows) {
    test(row.name, async () => {
      const refused = await send(strict.url, row);
      const { code, msg } = errorOf(refused);
      assert.deepEqual([refused.status, code], [row.statuses[0], row.code]);
      assert.ok(msg.startsWith(`mock: strict: ${row.finding}`), msg);
      assert.deepEqual(refused.warnings, []);
      assert.equal(refused.headers["x-lk-mock-region"], "");
      const [, status] = row.statuses;
      const served = await send(lenient.url, row).catch(() => undefined);
      assert.equal(served?.status ?? 0, status);
      if (served === undefined) return;
      assert.equal(served.warnings.length, 1);
      assert.ok(served.warnings[0]!.startsWith(row.finding));
    });
  }
});

describe("strict mode", () => {
  test("names all findings, in the order of their parts, with the code of the first", async () => {
    const options = { type: "text/x", control: { oops: 1 }, body: "{" };
    const { code, msg } = errorOf(await send(strict.url, { options }));
    assert.equal(code, "bad_route");
    assert.match(msg, /^mock: strict: Content-Type: .*; X-Lk-Mock: .*; body: does not decode/);
  });

  test("names eight of them at most", async () => {
    const control = Object.fromEntries(
      Array.from({ length: 12 }, (_, at) => [`x${String(at)}`, 1]),
    );
    const { msg } = errorOf(await send(strict.url, { options: { control } }));
    assert.equal(msg.match(/unknown field/g)?.length, 8);
    assert.ok(msg.endsWith("; 4 more findings"));
  });

  test("allows parameters of a content type", async () => {
    const options = { type: "application/json; charset=utf-8", control: { skipAuth: true } };
    assert.equal((await send(strict.url, { options })).status, 200);
  });

  test("is switched on by a request", async () => {
    assert.equal(
      (await send(lenient.url, { options: { control: { strict: true, oops: 1 } } })).status,
      400,
    );
  });

  test("is switched off by a request", async () => {
    const options = { control: { strict: false, skipAuth: true, oops: 1 } };
    const { status, warnings } = await send(strict.url, { options });
    assert.deepEqual([status, warnings.length], [200, 1]);
  });

  test("answers at once, without the delay", async () => {
    const options = { control: { delayMs: 600_000, oops: 1 } };
    assert.equal((await send(strict.url, { options })).status, 400);
  });

  test("judges discovery, for any page to read", async () => {
    const { status, headers } = await request(`${strict.url}/settings/regions`, {
      control: { oops: 1 },
    });
    assert.deepEqual([status, headers["access-control-allow-origin"]], [400, "*"]);
  });

  test("judges validate", async () => {
    const url = `${strict.url}/rtc/validate?access_token=${tokenFor({ signal: "hapy" })}`;
    const result = await request(url);
    assert.equal(result.status, 400);
    assert.match(errorOf(result).msg, /unknown value: "hapy".*; the nearest known is happy$/);
  });

  test("judges the upgrade, and its join request", async () => {
    for (const [path, control, code] of [
      ["/rtc", { oops: 1 }, "invalid_argument"],
      ["/rtc/v1", {}, "malformed"],
    ] as const) {
      const query = `access_token=${tokenFor(control)}`;
      const answer = await exchange(strict.ports[0]!, headOf(handshakeOf({ path, query })));
      assert.match(answer, new RegExp(`^HTTP/1\\.1 400 [^]*"code":"${code}"`));
    }
  });

  test("leaves health checks and unknown paths alone", async () => {
    for (const [path, status] of [
      ["/", 200],
      ["/nobody", 404],
    ] as const) {
      const result = await request(strict.url + path, { control: { oops: 1 } });
      assert.deepEqual([result.status, result.warnings.length], [status, 1]);
    }
  });

  test("reports to the log as well", async () => {
    const logged = strict.logged(/^warning: .*"logMe"/);
    await send(strict.url, { options: { control: { logMe: 1 } } });
    assert.match(await logged, /unknown field: "logMe"/);
  });
});
