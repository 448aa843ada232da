/** The paths of the mock itself: what a control may do to them, and at which hosts they answer. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { request } from "./support/call.js";
import { startTestMock } from "./support/mock.js";
import { exchange } from "./support/raw.js";
import { tokenFor, tokenWith } from "./support/token.js";

const mock = await startTestMock({ apiSecret: "hidden" });
const control = { headers: { "X-A": "b", "Access-Control-Allow-Origin": "*" }, id: "t-1" };
const withDefault = await startTestMock({ control });
const hosted = await startTestMock({
  advertised: { host: "http://Mock.Test." },
  hostRegions: ".livekit.cloud",
});
const paths = [
  "/",
  "/_test/health",
  "/_mock/ready",
  "/_mock/control.schema.json",
  "/_mock/explain",
  "/_mock/other",
];
const expectedStatus = new Map([
  ["/_mock/explain", 405],
  ["/_mock/other", 404],
]);

describe("headers and id have no effect on", () => {
  for (const path of paths) {
    const status = expectedStatus.get(path) ?? 200;
    const warnings = ["headers", "id"].map((name) => `${name} noEffect: ${path} ignores it`);
    const marks = ["x-a", "access-control-allow-origin", "x-lk-mock-id"];

    for (const [name, query, headers] of [
      ["X-Lk-Mock", "", { "X-Lk-Mock": JSON.stringify(control) }],
      ["a token in Authorization", "", { Authorization: `Bearer ${tokenFor(control)}` }],
      ["a token in the URL", `?access_token=${tokenFor(control)}`, {}],
      [
        "X-Lk-Mock for the region",
        "",
        { "X-Lk-Mock": JSON.stringify({ perRegion: { 0: control } }) },
      ],
    ] as const) {
      test(`${path}, in ${name}`, async () => {
        const from = mock.lines.length;
        const logged = mock.logged(/^warning: .*: id: /);
        const answer = await request(mock.url + path + query, { headers });
        assert.deepEqual([answer.status, answer.warnings], [status, warnings]);
        for (const mark of marks) assert.equal(answer.headers[mark], undefined, mark);
        await logged;
        assert.doesNotMatch(mock.lines.slice(from).join("\n"), /t-1/);
      });
    }

    test(`${path}, in --control`, async () => {
      const answer = await request(withDefault.url + path);
      assert.deepEqual([answer.status, answer.warnings], [status, []]);
      for (const mark of marks) assert.equal(answer.headers[mark], undefined, mark);
    });
  }
});

test("a prefix below /_mock/ is the API's all the same", async () => {
  const twirpPrefix = "/_mock/twirp";
  const below = await startTestMock({ twirpPrefix, control: { ...control, failRegions: [0] } });
  const path = `${twirpPrefix}/livekit.RoomService/ListRooms`;
  const answer = await request(below.url + path, {
    method: "POST",
    token: tokenWith({ video: { roomList: true } }),
    headers: { Host: "evil.test" },
  });
  assert.deepEqual([answer.status, answer.headers["x-a"]], [503, "b"]);
});

test("--control marks all other responses", async () => {
  const answer = await request(`${withDefault.url}/settings/regions`);
  assert.deepEqual([answer.headers["x-a"], answer.headers["x-lk-mock-id"]], ["b", "t-1"]);
});

describe("the host of", () => {
  const statusAt = async (host: string, path: string, own = mock): Promise<number> =>
    (
      await request(own.url.replace(/\/\/.*/, `//127.0.0.1:${String(own.ports[0])}`) + path, {
        headers: { Host: host },
      })
    ).status;

  for (const host of [
    "127.0.0.1",
    "127.0.0.1:9999",
    "203.0.113.7:9999",
    "[::1]",
    "[::1]:9999",
    "[::ffff:127.0.0.1]:80",
    "localhost",
    "LocalHost:9999",
    "localhost.",
    "app.localhost:9999",
    "mock",
    "mock:9999",
  ]) {
    test(`/_mock/ready may be ${host}`, async () => {
      assert.equal(await statusAt(host, "/_mock/ready"), 200);
    });
  }

  for (const host of [
    "evil.test",
    "evil.test:9999",
    "127.0.0.1.evil.test",
    "localhost.evil.test",
    "evil.localhost.test:80",
    "notlocalhost.x",
    "127.0.0.1:1.evil.test",
    "[::1].evil.test",
    "1.2.3.4.5",
    "a.livekit.cloud",
    "mock.test",
  ]) {
    test(`/_mock/ready may not be ${host}`, async () => {
      const answer = await request(`${mock.url}/_mock/ready`, { headers: { Host: host } });
      assert.equal(answer.status, 403);
      assert.match(answer.headers["content-type"]!, /^text\/plain/);
      assert.match(answer.text, /^[^\n]*--advertise-host[^\n]*\n$/);
      assert.ok(answer.text.includes(host));
      assert.doesNotMatch(answer.text, /hidden/);
    });
  }

  for (const path of [
    "/_mock/explain",
    "/_mock/control.schema.json",
    "/_mock/other",
    "/%5Fmock/ready",
  ]) {
    test(`${path} may not be any`, async () => {
      assert.equal(await statusAt("evil.test", path), 403);
    });
  }

  for (const path of ["/", "/_test/health", "/settings/regions", "/_mock", "/_mockery"]) {
    test(`${path} may be any`, async () => {
      assert.notEqual(await statusAt("evil.test", path), 403);
    });
  }

  for (const [host, status] of [
    ["mock.test:7", 200],
    ["MOCK.test", 200],
    ["proj.livekit.cloud", 200],
    ["proj-r1.livekit.cloud:80", 200],
    ["a.mock.test", 403],
    ["livekit.cloud", 403],
    ["livekit.cloud.test", 403],
    ["mock.test.", 200],
    ["a.b.livekit.cloud", 403],
    [".livekit.cloud", 403],
    [`${"a".repeat(300)}.livekit.cloud`, 403],
  ] as const) {
    test(`an advertised one, or one of --host-regions: ${host} gets ${String(status)}`, async () => {
      assert.equal(await statusAt(host, "/_mock/ready", hosted), status);
    });
  }

  test("/_mock/ready may be left out in HTTP/1.0", async () => {
    const answer = await exchange(mock.ports[0]!, "GET /_mock/ready HTTP/1.0\r\n\r\n");
    assert.match(answer, /^HTTP\/1\.1 200 /);
  });

  test("a POST to /_mock/explain that is refused leaves the connection usable", async () => {
    const post = "POST /_mock/explain HTTP/1.1\r\nHost: evil.test\r\nContent-Length: 3\r\n\r\nabc";
    const next = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    const answer = await exchange(mock.ports[0]!, post + next);
    assert.match(answer, /^HTTP\/1\.1 403 [^]*HTTP\/1\.1 200 [^]*ok$/);
  });
});
