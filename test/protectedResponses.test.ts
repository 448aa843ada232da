/** What keeps a browser from running a response as a page or a script of the mock's origin. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { request, type RequestOptions } from "./support/call.js";
import { startTestMock } from "./support/mock.js";
import { exchange } from "./support/raw.js";
import { openSignal, queryFor } from "./support/signal.js";

const mock = await startTestMock({ maxBody: 10 });
const api = "/twirp/livekit.RoomService/CreateRoom";
const post = { method: "POST", type: "application/json", body: "{}" } as const;

function calling(control: object): RequestOptions {
  return { ...post, control: { skipAuth: true, ...control } };
}

function failing(failMode: string, more: object = {}): RequestOptions {
  return calling({ failRegions: [0], failMode, ...more });
}

const preflight = { Origin: "http://a.test", "Access-Control-Request-Method": "GET" };

interface Row {
  readonly name: string;
  readonly path?: string;
  readonly options?: RequestOptions;
  /** Whether a browser may not run it even as what it says it is. */
  readonly sandboxed?: true;
}

const rows: readonly Row[] = [
  { name: "a success in JSON", options: calling({}) },
  {
    name: "a success in protobuf",
    options: { ...calling({}), type: "application/protobuf", body: "" },
  },
  { name: "an empty success", options: calling({}), path: "/twirp/livekit.Future/Call" },
  { name: "a success of HEAD", options: { ...calling({}), method: "HEAD" } },
  { name: "a 401", options: post },
  { name: "a 413", options: { ...calling({}), body: "12345678901" } },
  { name: "an injected status", options: failing("status") },
  {
    name: "an error with a name of its own",
    options: failing("status", { failContentType: "application/problem+json" }),
    sandboxed: true,
  },
  { name: "a status without a body", options: failing("status", { failStatus: 204 }) },
  { name: "a body before FIN", options: { ...failing("closeIdle"), alone: true } },
  { name: "a slow body", options: failing("trickle", { trickle: { everyMs: 0 } }) },
  { name: "garbage", options: failing("garbage") },
  { name: "a page", options: failing("html"), sandboxed: true },
  { name: "a redirect", options: failing("redirect"), sandboxed: true },
  { name: "parameters", options: failing("contentType") },
  { name: "capitals", options: failing("contentType", { failContentType: "Text/PLAIN ; a=b" }) },
  ...[
    "text/html",
    "text/plain;a=b, text/html",
    "text/plain, text/html",
    "text/plainx",
    "text/xml",
    "image/svg+xml",
    "application/jsonp",
    "x text/plain",
  ].map((failContentType): Row => {
    return {
      name: failContentType,
      options: failing("contentType", { failContentType }),
      sandboxed: true,
    };
  }),
  {
    name: "a content type in headers",
    options: calling({ headers: { "content-type": "text/html" } }),
    sandboxed: true,
  },
  {
    name: "a page that headers make plain",
    options: failing("html", { headers: { "content-type": "text/plain" } }),
  },
  { name: "the list of regions", path: "/settings/regions" },
  {
    name: "a failed list",
    path: "/settings/regions",
    options: { control: { regionsStatus: 500 } },
    sandboxed: true,
  },
  {
    name: "a preflight",
    path: "/settings/regions",
    options: { method: "OPTIONS", headers: preflight },
    sandboxed: true,
  },
  { name: "validate", path: "/rtc/validate" },
  { name: "a request that is no handshake", path: "/rtc" },
  { name: "health", path: "/" },
  { name: "readiness", path: "/_mock/ready" },
  { name: "a refused host", path: "/_mock/ready", options: { headers: { Host: "a.test" } } },
  { name: "a 404", path: "/nobody" },
];

describe("no browser guesses at", () => {
  for (const { name, path = api, options = {}, sandboxed } of rows) {
    test(name, async () => {
      const { headers } = await request(mock.url + path, options);
      assert.equal(headers["x-content-type-options"], "nosniff");
      const policy = headers["content-security-policy"];
      assert.equal(policy, sandboxed === true ? "sandbox" : undefined);
    });
  }

  for (const [name, bytes, status] of [
    ["what is no HTTP", "hello\r\n\r\n", 400],
    ["a request without Host", "GET / HTTP/1.1\r\n\r\n", 400],
    ["too many headers", `GET / HTTP/1.1\r\nHost: a\r\n${"A:\r\n".repeat(10_000)}\r\n`, 431],
    [
      "headers that are too long",
      `GET / HTTP/1.1\r\nHost: a\r\nA: ${"a".repeat(2 ** 21)}\r\n\r\n`,
      431,
    ],
    ["an expectation", "GET / HTTP/1.1\r\nHost: a\r\nExpect: b\r\nConnection: close\r\n\r\n", 417],
    [
      "a refused upgrade",
      "GET /rtc HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
      401,
    ],
  ] as const) {
    test(name, async () => {
      const [head = ""] = (await exchange(mock.ports[0]!, bytes)).split("\r\n\r\n");
      assert.match(head, new RegExp(`^HTTP/1\\.1 ${String(status)} `));
      assert.match(head, /^X-Content-Type-Options: nosniff\r?$/m);
      assert.match(head, /^Content-Type: text\/plain/m);
      assert.doesNotMatch(head, /Content-Security-Policy/);
    });
  }

  test("no open connection", async () => {
    const { head, socket } = await openSignal(mock.ports[0]!, { query: queryFor("happy") });
    assert.doesNotMatch(head, /X-Content-Type-Options|Content-Security-Policy/);
    socket.destroy();
  });
});

test("headers of the control replace neither, which is a finding", async () => {
  const own = { "content-SECURITY-policy": "default-src *", "X-Content-Type-Options": "sniff" };
  const { headers, warnings } = await request(mock.url + api, failing("html", { headers: own }));
  assert.equal(headers["x-content-type-options"], "nosniff");
  assert.equal(headers["content-security-policy"], "sandbox");
  assert.deepEqual(warnings, [
    'X-Lk-Mock.headers["content-SECURITY-policy"] cannotBeSet',
    'X-Lk-Mock.headers["X-Content-Type-Options"] cannotBeSet',
  ]);
});
