/** The SIP statuses of the contract, by a table written from its words. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fromBinary } from "@bufbuild/protobuf";
import { anyUnpack } from "@bufbuild/protobuf/wkt";
import { StatusSchema } from "../gen/google/rpc/status_pb.js";
import { SIPStatusCodeSchema, SIPStatusSchema } from "../gen/livekit_sip_pb.js";
import { call } from "./support/call.js";
import { instantClock } from "./support/clock.js";
import { startTestMock } from "./support/mock.js";

const clock = instantClock();
const mock = await startTestMock({ clock });
const dial = "livekit.SIP/CreateSIPParticipant";
const transfer = "livekit.SIP/TransferSIPParticipant";

const listed = `
invalid_argument 300 305 380 400 405 406 411 413 414 415 417 420 421 422 423 424 425 429 430 439 469 484 485 488 489 493 505 513 606
not_found 301 302 404 410 481 604
permission_denied 401 402 403 433 470 603 607 608
unauthenticated 407 428 436 437 438 494
deadline_exceeded 408 504
failed_precondition 409 412 482 483 500 501 502 503
out_of_range 416
resource_exhausted 440 480 486 600
aborted 487 491`;

const numbers: Readonly<Record<string, readonly [http: number, grpc: number]>> = {
  unknown: [500, 2],
  invalid_argument: [400, 3],
  deadline_exceeded: [408, 4],
  not_found: [404, 5],
  permission_denied: [403, 7],
  resource_exhausted: [429, 8],
  failed_precondition: [412, 9],
  aborted: [409, 10],
  out_of_range: [400, 11],
  unauthenticated: [401, 16],
};

function twirpCode(sip: number): string {
  const line = listed.split("\n").find((text) => text.split(" ").includes(String(sip)));
  if (line !== undefined) return line.split(" ")[0]!;
  const hundreds = Math.floor(sip / 100);
  const byRange = new Map([
    [3, "invalid_argument"],
    [4, "invalid_argument"],
    [5, "failed_precondition"],
    [6, "invalid_argument"],
  ]);
  return byRange.get(hundreds) ?? "unknown";
}

const inEnum = SIPStatusCodeSchema.values.map(({ number }) => number);
const outside = [-5, 99, 199, 299, 399, 499, 599, 699, 700, 999, 2147483647];
const codes = [...new Set([...inEnum, ...outside])];
const success = (code: number): boolean => code >= 200 && code <= 299;

async function fail(path: string, code: number, status?: string): Promise<void> {
  const control = {
    skipAuth: true,
    sipStatus: { code, ...(status === undefined ? {} : { status }) },
  };
  const result = await call(mock.url, path, { control });
  const name = SIPStatusCodeSchema.values.find(({ number }) => number === code)?.name;
  const number = String(code);
  const short = name?.replace("SIP_STATUS_", "") ?? number;
  const expected = twirpCode(code);
  const [http, grpc] = numbers[expected]!;
  const body = JSON.parse(result.text) as {
    code: string;
    msg: string;
    meta: Record<string, string>;
  };
  const { error_details: details = "", ...meta } = body.meta;
  assert.equal(result.status, http);
  assert.equal(result.headers["content-type"], "application/json");
  assert.equal(result.headers["x-lk-mock-region"], "");
  assert.deepEqual(
    { ...body, meta },
    {
      code: expected,
      msg: `twirp error unknown: sip status: ${number}${status ? `: ${status}` : ` (${short})`}`,
      meta: { sip_status_code: number, sip_status: status ?? name ?? number },
    },
  );
  const decoded = fromBinary(StatusSchema, Buffer.from(details, "base64"));
  assert.equal(decoded.code, grpc);
  assert.equal(decoded.message, `sip status ${number}: ${status ?? short}`);
  assert.equal(decoded.details.length, 1);
  assert.equal(decoded.details[0]!.typeUrl, "type.googleapis.com/livekit.SIPStatus");
  const sipStatus = anyUnpack(decoded.details[0]!, SIPStatusSchema);
  assert.deepEqual([sipStatus?.code, sipStatus?.status], [code, status ?? ""]);
}

describe("a SIP status", () => {
  for (const code of codes.filter((code) => !success(code))) {
    test(`${String(code)} fails a dial and a transfer, with and without a text`, async () => {
      for (const path of [dial, transfer]) {
        await fail(path, code);
        await fail(path, code, "Some Text");
      }
    });
  }

  for (const code of [200, 202, 204, 299]) {
    test(`${String(code)} is no failure`, async () => {
      const control = { skipAuth: true, sipStatus: { code } };
      assert.equal((await call(mock.url, dial, { control })).status, 200);
    });
  }

  test("486 is the contract's example to the byte", async () => {
    const control = { skipAuth: true, sipStatus: { code: 486 } };
    assert.equal(
      (await call(mock.url, dial, { control })).text,
      '{"code":"resource_exhausted","msg":"twirp error unknown: sip status: 486 (BUSY_HERE)","meta":{"error_details":"CAgSGXNpcCBzdGF0dXMgNDg2OiBCVVNZX0hFUkUaLAoldHlwZS5nb29nbGVhcGlzLmNvbS9saXZla2l0LlNJUFN0YXR1cxIDCOYD","sip_status":"SIP_STATUS_BUSY_HERE","sip_status_code":"486"}}',
    );
  });

  test("has no effect on a method that does not dial", async () => {
    const control = { skipAuth: true, sipStatus: { code: 486 } };
    for (const path of ["livekit.SIP/ListSIPTrunk", "livekit.RoomService/CreateRoom"]) {
      assert.equal((await call(mock.url, path, { control })).status, 200);
    }
  });

  test("comes before the failure of the region", async () => {
    const control = { skipAuth: true, sipStatus: { code: 404 }, failRegions: [0] };
    assert.equal((await call(mock.url, dial, { control })).status, 404);
  });
});

describe("the own latency", () => {
  const rows: readonly (readonly [path: string, body: object, control: object, waits: number[]])[] =
    [
      [dial, {}, {}, []],
      [dial, { waitUntilAnswered: true }, {}, [11_000]],
      [dial, { wait_until_answered: true }, {}, [11_000]],
      [dial, { waitUntilAnswered: true }, { delayMs: 0 }, []],
      [dial, { waitUntilAnswered: true }, { delayMs: 4000 }, [4000]],
      [dial, { waitUntilAnswered: true }, { sipStatus: { code: 480 } }, [11_000]],
      [transfer, {}, {}, [11_000]],
      [transfer, {}, { delayMs: 0 }, []],
      [transfer, {}, { failRegions: [0] }, [11_000]],
      ["livekit.SIP/CreateSIPDispatchRule", {}, {}, []],
    ];
  for (const [path, body, control, waits] of rows) {
    const what = `${path} ${JSON.stringify(body)} with ${JSON.stringify(control)}`;
    test(`${what} waits ${JSON.stringify(waits)}`, async () => {
      clock.waits.length = 0;
      await call(mock.url, path, { body, control: { skipAuth: true, ...control } });
      assert.deepEqual(clock.waits, waits);
    });
  }
});
