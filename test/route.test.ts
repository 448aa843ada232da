import assert from "node:assert/strict";
import { METHODS } from "node:http";
import { describe, test } from "node:test";
import { request } from "./support/call.js";
import { startTestMock } from "./support/mock.js";
import { tokenWith } from "./support/token.js";

const mock = await startTestMock();
const rooted = await startTestMock({ twirpPrefix: "" });
const nested = await startTestMock({ twirpPrefix: "api/v1///" });
const notFound = "404 page not found\n";
const method = "livekit.RoomService/CreateRoom";

interface Row {
  readonly path: string;
  readonly status: number;
  readonly body: RegExp | string;
  /** The start of the finding, if there is one. */
  readonly finding?: string;
}

const room = /MOCK_SID/;
const unknown = "path unknownMethod";
const decoded = "path encodedPath";
const misspelt = "path unknownPath";
const rows: readonly Row[] = [
  { path: "/", status: 200, body: "ok" },
  { path: "/?a=b", status: 200, body: "ok" },
  { path: "/_test/health", status: 200, body: "ok" },
  { path: "/_test/health/", status: 404, body: notFound, finding: misspelt },
  { path: "/_TEST/health", status: 404, body: notFound, finding: misspelt },
  { path: "//", status: 404, body: notFound },
  { path: "/settings/regions", status: 200, body: /region-0/ },
  { path: "/settings/regions?x=/", status: 200, body: /region-0/ },
  { path: "/settings%2Fregions", status: 200, body: /region-0/, finding: decoded },
  { path: "/settings/regions/", status: 404, body: notFound, finding: misspelt },
  { path: "/Settings/regions", status: 404, body: notFound, finding: misspelt },
  { path: "/rtc", status: 401, body: "invalid token" },
  { path: "/rtc/v1", status: 401, body: "invalid token" },
  { path: "/rtc/validate", status: 401, body: /^invalid token: / },
  { path: "/rtc/v1/validate", status: 401, body: /^invalid token: / },
  { path: "/r%74c?reconnect=1", status: 401, body: "invalid token", finding: decoded },
  { path: "/rtc/", status: 404, body: notFound, finding: misspelt },
  { path: "/RTC", status: 404, body: notFound, finding: misspelt },
  { path: "/rtc/v0", status: 404, body: notFound, finding: misspelt },
  { path: "/rtc/v1/", status: 404, body: notFound, finding: misspelt },
  { path: "/rtc/v1/Validate", status: 404, body: notFound, finding: misspelt },
  { path: `/twirp/${method}`, status: 200, body: room },
  { path: `/twirp/${method}?a=1`, status: 200, body: room },
  { path: "/twirp/livekit.RoomService%2FCreateRoom", status: 200, body: room, finding: decoded },
  { path: "/%74wirp/livekit.RoomService/Create%52oom", status: 200, body: room, finding: decoded },
  { path: `/twirp/${method}/`, status: 200, body: "{}", finding: unknown },
  { path: `/twirp//${method}`, status: 200, body: "{}", finding: unknown },
  { path: `/twirp/./${method}`, status: 200, body: "{}", finding: unknown },
  { path: `/twirp/x/../${method}`, status: 200, body: "{}", finding: unknown },
  { path: "/twirp/livekit.RoomService/createRoom", status: 200, body: "{}", finding: unknown },
  { path: "/twirp/livekit.RoomService/", status: 200, body: "{}", finding: unknown },
  { path: "/twirp/livekit.RoomService", status: 200, body: "{}", finding: unknown },
  { path: "/twirp/", status: 200, body: "{}", finding: unknown },
  { path: "/twirp/constructor", status: 200, body: "{}", finding: unknown },
  { path: "/twirp/%zz", status: 200, body: "{}", finding: unknown },
  { path: "/twirp", status: 404, body: notFound },
  { path: `/Twirp/${method}`, status: 404, body: notFound, finding: misspelt },
  { path: `/${method}`, status: 404, body: notFound, finding: misspelt },
  { path: "/twirpx/", status: 404, body: notFound },
];

function get(url: string): ReturnType<typeof request> {
  const control = { skipAuth: true };
  return request(url, { method: "POST", type: "application/json", body: "{}", control });
}

describe("a path", () => {
  for (const { path, status, body, finding } of rows) {
    test(`${path} answers ${String(status)}`, async () => {
      const result = await get(`${mock.url}/`.slice(0, -1) + path);
      assert.equal(result.status, status);
      assert.match(result.text, body instanceof RegExp ? body : new RegExp(`^${body}$`));
      const found = result.warnings.map((warning) => warning.split(":")[0]);
      assert.deepEqual(found, finding === undefined ? [] : [finding]);
    });
  }

  test("that is unknown is reported with the nearest one", async () => {
    const result = await get(`${mock.url}/twirp/livekit.RoomService/CreateRooms`);
    assert.deepEqual(result.warnings, [
      `path unknownMethod: "livekit.RoomService/CreateRooms" -> ${method}`,
    ]);
    assert.equal(result.headers["content-type"], "application/json");
    assert.equal(result.headers["x-lk-mock-region"], "0");
  });

  test("of a thousand slashes and a megabyte is answered", async () => {
    const result = await get(`${mock.url}/twirp/${"/a".repeat(400_000)}`);
    assert.equal(result.status, 200);
  });

  test("that nobody knows has the headers of a 404", async () => {
    const result = await get(`${mock.url}/nobody`);
    assert.equal(result.headers["content-type"], "text/plain; charset=utf-8");
  });
});

const near: readonly (readonly [path: string, meant: string])[] = [
  [`/${method}`, `/twirp/${method}`],
  ["/livekit.RoomService/CreatRoom", `/twirp/${method}`],
  [`/twrip/${method}`, `/twirp/${method}`],
  [`/api/twirp/${method}`, `/twirp/${method}`],
  ["/TWIRP/livekit.RoomService/createroom", `/twirp/${method}`],
  [`/${"a".repeat(10_000)}/${method}`, `/twirp/${method}`],
  ["/setting/regions", "/settings/regions"],
  ["/settings/region?x=/rtc", "/settings/regions"],
  ["/regions", "/settings/regions"],
  ["/_mock/explan", "/_mock/explain"],
  ["/mock/ready", "/_mock/ready"],
  ["/health", "/_test/health"],
  ["/rtc/validat", "/rtc/validate"],
  ["/rct", "/rtc"],
];
const far = [
  "/favicon.ico",
  "/robots.txt",
  "/index.html",
  "/metrics",
  "/.well-known/appspecific/com.chrome.devtools.json",
  "/twirp",
  "/x",
  "//",
  "/_mock/other",
  "/livekit.RoomService/",
  `/${"a".repeat(10_000)}`,
  "/a".repeat(5_000),
];

describe("a path that leads nowhere", () => {
  const plain = { status: 404, text: "404 page not found\n" };
  for (const [path, meant] of near) {
    test(`is a 404 that names the nearest, strict or not: ${path.slice(0, 60)}`, async () => {
      for (const control of [{}, { strict: true }]) {
        const { status, text, warnings } = await request(mock.url + path, { control });
        assert.deepEqual({ status, text }, plain);
        assert.equal(warnings.length, 1);
        assert.ok(warnings[0]!.startsWith(`${misspelt}: "`));
        assert.ok(warnings[0]!.endsWith(` -> ${meant}`), warnings[0]);
      }
    });
  }

  for (const path of far) {
    test(`is a 404 without a word if none is near: ${path.slice(0, 60)}`, async () => {
      const { status, text, warnings } = await request(mock.url + path);
      assert.deepEqual({ status, text, warnings }, { ...plain, warnings: [] });
    });
  }

  test("is named in the log, with the prefix that this mock has", async () => {
    const logged = nested.logged(/^warning: /);
    await request(`${nested.url}/twirp/${method}`, { method: "POST" });
    assert.equal(
      await logged,
      `warning: region-0 POST /twirp/${method}: path: unknown path: "/twirp/${method}"; did you mean /api/v1/${method}?`,
    );
  });
});

describe("a method that the schema does not know", () => {
  const path = "/twirp/livekit.Future/Call";
  const ask = (control: object, type = "application/json"): ReturnType<typeof request> =>
    request(mock.url + path, { method: "POST", type, control });

  test("needs no token", async () => {
    assert.equal((await ask({})).status, 200);
  });

  test("answers an empty protobuf with its content type", async () => {
    const result = await ask({}, "application/protobuf");
    assert.equal(result.headers["content-type"], "application/protobuf");
    assert.equal(result.headers["content-length"], "0");
  });

  test("fails and is pinned like any other", async () => {
    assert.equal((await ask({ failRegions: [0], failStatus: 404 })).status, 404);
    assert.equal((await ask({ pinnedRegions: ["region-1"] })).status, 451);
  });
});

describe("the prefix", () => {
  test("may be empty: then the API is at the root, behind the other paths", async () => {
    assert.match((await get(`${rooted.url}/${method}`)).text, room);
    assert.equal((await get(`${rooted.url}/_test/health`)).text, "ok");
    assert.equal((await get(`${rooted.url}/rtc`)).text, "invalid token");
    assert.equal((await get(`${rooted.url}/rtc/v1/validate`)).status, 401);
    assert.equal((await get(`${rooted.url}/rtc/v2`)).text, "{}");
    assert.equal((await get(`${rooted.url}/nobody`)).text, "{}");
  });

  test("is used with one leading slash and no trailing one", async () => {
    assert.match((await get(`${nested.url}/api/v1/${method}`)).text, room);
    assert.equal((await get(`${nested.url}/twirp/${method}`)).status, 404);
  });
});

describe("an HTTP method", () => {
  // CONNECT asks for a tunnel, and has no path.
  const methods = METHODS.filter((name) => name !== "CONNECT");
  for (const name of methods) {
    test(`${name} is answered on every path, and reported on the API alone`, async () => {
      const options = { method: name, type: "application/json", control: { skipAuth: true } };
      const token = tokenWith();
      for (const path of ["/", "/settings/regions", "/rtc/validate", "/rtc/v1/validate"]) {
        const result = await request(mock.url + path, { ...options, token });
        assert.deepEqual([result.status, result.warnings], [200, []]);
      }
      const result = await request(`${mock.url}/twirp/${method}`, { ...options, body: "{}" });
      assert.equal(result.status, 200);
      const finding = `method wrongHttpMethod: ${name}`;
      assert.deepEqual(result.warnings, name === "POST" ? [] : [finding]);
    });
  }

  test("HEAD gets the headers of GET, and no body", async () => {
    for (const path of ["/", "/settings/regions", "/rtc", "/rtc/validate", "/nobody"]) {
      const [head, got] = await Promise.all(
        ["HEAD", "GET"].map((method) => request(mock.url + path, { method })),
      );
      assert.equal(head?.text, "");
      assert.equal(head.headers["content-length"], String(got?.bytes.length));
      assert.equal(head.headers["content-type"], got?.headers["content-type"]);
    }
  });
});
