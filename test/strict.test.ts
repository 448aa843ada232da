import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { request, type Result } from "./support/call.js";
import { startTestMock } from "./support/mock.js";
import { exchange } from "./support/raw.js";
import { handshakeOf, headOf } from "./support/signal.js";
import { strictRows, type StrictRow } from "./support/strictRows.js";
import { tokenFor } from "./support/token.js";
import { brief } from "./support/brief.js";

const strict = await startTestMock({ strict: true, regions: 2 });
const lenient = await startTestMock({ regions: 2 });
const api = "/twirp/livekit.RoomService/CreateRoom";
const json = "application/json";

function send(
  url: string,
  { path = api, options }: Pick<StrictRow, "path" | "options">,
): Promise<Result> {
  return request(url + path, { method: "POST", type: json, body: {}, ...options });
}

function errorOf({ text }: Result): { readonly code: string; readonly msg: string } {
  return JSON.parse(text) as { code: string; msg: string };
}

describe("in strict mode an error, else a warning, is", () => {
  for (const row of strictRows) {
    test(row.name, async () => {
      const refused = await send(strict.url, row);
      const { code, msg } = errorOf(refused);
      assert.deepEqual([refused.status, code], [row.statuses[0], row.code]);
      assert.ok(brief(msg).startsWith(`mock: strict: ${row.finding}`), msg);
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

  for (const [type, body] of [
    ["application/json; charset=utf-8", "{}"],
    ["Application/JSON", "{}"],
    ["APPLICATION/PROTOBUF", ""],
  ] as const) {
    test(`allows the content type ${type}`, async () => {
      const options = { type, body, control: { skipAuth: true } };
      assert.equal((await send(strict.url, { options })).status, 200);
    });
  }

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

  test("responds at once, without the delay", async () => {
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
    assert.match(errorOf(result).msg, /unknown value: "hapy".*; did you mean happy\?$/);
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
