/** Regions that are listed at the host that the client uses. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { startMock, type MockOptions } from "../src/library/startMock.js";
import { call, request, type RequestOptions } from "./support/call.js";
import { startTestMock } from "./support/mock.js";
import { exchange, openSecurely } from "./support/raw.js";
import { tls } from "./support/tls.js";

const advertiseFromHost = true;
const mock = await startTestMock({ regions: 3, advertiseFromHost });
const bound = urlsAt("127.0.0.1");

function urlsAt(host: string, { scheme = "http", ports = mock.ports } = {}): string[] {
  return ports.map((port) => `${scheme}://${host}:${String(port)}`);
}

interface Listed {
  readonly regions: readonly { readonly region: string; readonly url: string }[];
}

function urlsIn(json: string): string[] {
  return (JSON.parse(json) as Listed).regions.map(({ url }) => url);
}

async function ask(
  host: string,
  { url = mock.url, ...options }: RequestOptions & { url?: string } = {},
) {
  const list = await request(`${url}/settings/regions`, { ...options, headers: { Host: host } });
  const region = list.headers["x-lk-mock-region"];
  return { region, urls: urlsIn(list.text), warnings: list.warnings };
}

describe("all regions are listed, each with its own port, at the host", () => {
  for (const [host, name] of [
    ["mock", "mock"],
    ["mock:9999", "mock"],
    ["mock:", "mock"],
    ["my_mock-1:80", "my_mock-1"],
    ["Mock.Test.:443", "Mock.Test."],
    ["203.0.113.7:20000", "203.0.113.7"],
    ["[::1]", "[::1]"],
    ["[2001:DB8::7]:9999", "[2001:DB8::7]"],
    ["[::ffff:127.0.0.1]:1", "[::ffff:127.0.0.1]"],
    [`${"a".repeat(200)}.test`, `${"a".repeat(200)}.test`],
  ] as const) {
    test(host, async () => {
      const [first, second] = mock.regions;
      const listed = { urls: urlsAt(name), warnings: [] };
      assert.deepEqual(await ask(host), { region: "0", ...listed });
      assert.deepEqual(await ask(host, { url: second!.url }), { region: "1", ...listed });
      assert.deepEqual(await ask(host, { url: first!.url }), { region: "0", ...listed });
    });
  }
});

describe("the usual list comes, with a finding, for the host", () => {
  for (const host of [
    ":9999",
    "::1",
    "[::1",
    "[::1%lo]",
    "[fe80::1%25eth0]:80",
    "a b",
    "a/b",
    "me@mock",
    "mock:port",
    "a..b",
    ".mock",
    "256.1.1.1",
    "m%6fck",
    'a"b',
    "a\\b",
    "x".repeat(301),
  ]) {
    test(JSON.stringify(host), async () => {
      const shown = host.length > 60 ? `${host.slice(0, 57)}...` : host;
      const line = `Host invalidHost: ${JSON.stringify(shown)}`;
      const { region, urls, warnings } = await ask(host, { url: mock.regions[2]!.url });
      assert.deepEqual({ region, urls, warnings }, { region: "2", urls: bound, warnings: [line] });
    });
  }

  for (const [name, head] of [
    ["that is missing", "GET /settings/regions HTTP/1.0"],
    ["that is empty", "GET /settings/regions HTTP/1.1\r\nConnection: close\r\nHost:"],
  ] as const) {
    test(name, async () => {
      const answer = await exchange(mock.ports[0]!, `${head}\r\n\r\n`);
      assert.doesNotMatch(answer, /^X-Lk-Mock-Warning/m);
      assert.deepEqual(urlsIn(answer.split("\r\n\r\n")[1]!), bound);
    });
  }

  test("and strict mode refuses it", async () => {
    const strict = await request(`${mock.url}/settings/regions`, {
      headers: { Host: "a b" },
      control: { strict: true },
    });
    assert.equal(strict.status, 404);
    assert.match(
      strict.text,
      /"code":"bad_route","msg":"mock: strict: Host: invalid host: \\"a b\\"/,
    );
  });
});

test("a control changes this list as any other", async () => {
  const [, second, third] = urlsAt("mock");
  const { urls } = await ask("mock", {
    control: { discovery: { omitSelf: true, order: "reverse" } },
  });
  assert.deepEqual(urls, [third, second]);
  const pinned = await ask("mock", { control: { pinnedRegions: ["region-1"] } });
  assert.deepEqual(pinned.urls, [second]);
});

test("a redirect to a region leads to the host", async () => {
  for (const [redirectTo, index] of [
    [{}, 1],
    [{ redirectTo: 2 }, 2],
  ] as const) {
    const control = { skipAuth: true, failRegions: [0], failMode: "redirect", ...redirectTo };
    const path = "livekit.RoomService/CreateRoom";
    const { headers } = await call(mock.url, path, { headers: { Host: "mock:1" }, control });
    assert.equal(headers["location"], `${urlsAt("mock")[index]!}/twirp/${path}`);
  }
});

test("over TLS the URLs say https", async () => {
  const { ports } = await startTestMock({ regions: 2, advertiseFromHost, tls });
  const asked = "GET /settings/regions HTTP/1.1\r\nHost: mock\r\nConnection: close\r\n\r\n";
  const connection = openSecurely(ports[0]!);
  connection.socket.write(asked);
  assert.equal(await connection.ended, "FIN");
  const [, body = ""] = connection.received().split("\r\n\r\n");
  assert.deepEqual(urlsIn(body), urlsAt("mock", { scheme: "https", ports }));
});

test("hosts that select the region still do, and all others are listed as they came", async () => {
  const hostRegions = ".livekit.cloud";
  const { url, ports } = await startTestMock({ regions: 2, advertiseFromHost, hostRegions });
  assert.deepEqual(await ask("p-r1.livekit.cloud", { url }), {
    region: "1",
    urls: [
      `http://p.livekit.cloud:${String(ports[0])}`,
      `http://p-r1.livekit.cloud:${String(ports[1])}`,
    ],
    warnings: [],
  });
  const { region, urls } = await ask("livekit.cloud", { url });
  assert.deepEqual([region, urls], ["0", urlsAt("livekit.cloud", { ports })]);
});

test("what is said without a request, and /_mock/ready, have the usual URLs", async () => {
  assert.deepEqual(
    mock.regions.map(({ url }) => url),
    bound,
  );
  const ready = await request(`${mock.url}/_mock/ready`, { headers: { Host: "mock" } });
  assert.deepEqual(urlsIn(ready.text), bound);
});

test("/_mock/ready responds at no more hosts than before", async () => {
  await ask("evil.test");
  for (const path of ["/_mock/ready", "/_mock/explain"]) {
    const { status } = await request(mock.url + path, { headers: { Host: "evil.test" } });
    assert.equal(status, 403);
  }
});

describe("the library", () => {
  const started = async (options: MockOptions) => {
    const own = await startMock({ regions: 2, log: "silent", ...options });
    try {
      const ports = own.regions.map(({ url }) => Number(url.split(":").at(-1)));
      const url = `http://127.0.0.1:${String(ports[0])}`;
      const { urls } = await ask("mock:7", { url });
      const { urls: usual } = await ask("a b", { url });
      return { urls, usual, ports, own: own.url };
    } finally {
      await own.close();
    }
  };

  test("has it as an option", async () => {
    const { urls, ports } = await started({ advertiseFromHost });
    assert.deepEqual(urls, urlsAt("mock", { ports }));
  });

  test("lists the address that is bound if it is off", async () => {
    const { urls, ports } = await started({ advertiseFromHost: false });
    assert.deepEqual(urls, urlsAt("127.0.0.1", { ports }));
  });

  test("takes the advertised host if a request has none", async () => {
    const { urls, usual, own, ports } = await started({
      advertiseFromHost,
      advertiseHost: "http://mock.test",
    });
    assert.deepEqual(urls, urlsAt("mock", { ports }));
    assert.deepEqual(usual, urlsAt("mock.test", { ports }));
    assert.equal(own, usual[0]);
  });
});
