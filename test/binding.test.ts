/** The addresses that a mock listens on, and the URLs that it gives for them. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type ListenOptions, type Server } from "node:net";
import { networkInterfaces } from "node:os";
import { describe, test } from "node:test";
import { pickPorts } from "../scripts/bench/ports.js";
import { checkHealth } from "../src/cli/health.js";
import { startMock } from "../src/library/index.js";
import { request } from "./support/call.js";
import { startTestMock } from "./support/mock.js";
import { tlsFiles } from "./support/tls.js";
import { withMock } from "./support/withMock.js";

/** Listens, if the machine has the address and the port is free. */
async function occupy(options: ListenOptions): Promise<Server | undefined> {
  const server = createServer().listen(options);
  return once(server, "listening").then(
    () => server,
    () => undefined,
  );
}

async function canBind(host: string): Promise<boolean> {
  const server = await occupy({ host, port: 0 });
  server?.close();
  return server !== undefined;
}

/** Whether this machine has IPv6; some have its sockets without an address. */
const [hasIpv6, hasIpv6Sockets] = [await canBind("::1"), await canBind("::")];

const log = "silent";

const secure = { tlsCert: tlsFiles.cert, tlsKey: tlsFiles.key };

/** The options of each scheme. */
const schemes = [
  ["http", {}],
  ["https", secure],
] as const;

const portOf = (url: string): string => url.replace(/^.*:/, "");

/** The interface of `::1`, which an address of IPv6 may name as its zone. */
const [loopback = "lo"] =
  Object.entries(networkInterfaces()).find(([, addresses = []]) =>
    addresses.some(({ address }) => address === "::1"),
  ) ?? [];

test("a mock on an address with a zone is asked there, or is an error without IPv6", async () => {
  const [bind, advertiseHost] = [`::1%${loopback}`, "http://localhost"];
  for (const [scheme, options] of schemes) {
    const starting = startMock({ bind, advertiseHost, regions: 1, log, ...options });
    if (!hasIpv6) {
      await assert.rejects(starting, { message: /^cannot listen on port 0 of ::1%/ });
      continue;
    }
    await using mock = await starting;
    assert.equal(await checkHealth(`${scheme}://[${bind}]:${portOf(mock.url)}`), undefined);
  }
});

describe("the URLs name what is bound", () => {
  const rows = [
    [{ bind: "127.0.0.1" }, "http://127.0.0.1"],
    [{ bind: "127.0.0.2" }, "http://127.0.0.2"],
    [{ bind: "localhost" }, "http://localhost"],
    [{ bind: "127.0.0.2", ...secure }, "https://127.0.0.2"],
    [{ bind: "0.0.0.0" }, "http://127.0.0.1"],
    [{ bind: "0" }, "http://127.0.0.1"],
    [{ bind: "0.0.0.0", ...secure }, "https://127.0.0.1"],
    [{ bind: "127.0.0.2", advertiseHost: "http://127.0.0.1" }, "http://127.0.0.1"],
  ] as const;
  for (const [options, host] of rows) {
    test(`${JSON.stringify(options)}: ${host}`, async () => {
      await withMock({ ...options, regions: 2 }, async ({ url, regions }) => {
        for (const region of regions) assert.equal(region.url, `${host}:${portOf(region.url)}`);
        assert.equal(url, regions[0]!.url);
        const bound = "advertiseHost" in options ? url.replace(/127[\d.]+/, options.bind) : url;
        assert.equal(await checkHealth(bound), undefined);
      });
    });
  }

  for (const bind of ["::1", "0:0:0:0:0:0:0:1"]) {
    test(`${bind}: http://[::1], or an error without IPv6`, async () => {
      const starting = startMock({ bind, regions: 2, log });
      if (!hasIpv6) {
        await assert.rejects(starting, { message: /^cannot listen on port 0 of / });
        return;
      }
      await using mock = await starting;
      assert.match(mock.url, /^http:\/\/\[::1\]:\d+$/);
      const list = await request(`${mock.url}/settings/regions`);
      const { regions } = JSON.parse(list.text) as { regions: { url: string }[] };
      assert.deepEqual(
        regions.map(({ url }) => url),
        mock.regions.map(({ url }) => url),
      );
    });
  }
});

for (const bind of ["0.0.0.0", "::", "::0"]) {
  describe(`the wildcard ${bind}`, () => {
    const hosts = hasIpv6 ? ["127.0.0.1", "[::1]"] : ["127.0.0.1"];

    for (const [scheme, options] of schemes) {
      test(`is one port on IPv4, and on IPv6 if there is some: ${scheme}`, async () => {
        await using mock = await startMock({ bind, regions: 3, log, ...options });
        const ports = mock.regions.map(({ url }) => portOf(url));
        const urls = hosts.flatMap((host) => ports.map((port) => `${scheme}://${host}:${port}`));
        assert.equal(mock.url, urls[0]);
        for (const url of urls) assert.equal(await checkHealth(url), undefined);
        await mock.close();
        for (const url of urls) assert.match((await checkHealth(url)) ?? "", /ECONNREFUSED/);
      });
    }

    test("does without a port of IPv6 that is taken, and says so in one line", async () => {
      const [port = 0, other = 0] = await pickPorts(2);
      // Without IPv6 nobody can take it, and it is missing all the same.
      const taken = await occupy({ host: "::", port, ipv6Only: true });
      try {
        const mock = await startTestMock({ bind, ports: [port, other], apiSecret: "mine" });
        for (const { url } of mock.regions) assert.equal(await checkHealth(url), undefined);
        const expected = hasIpv6Sockets
          ? `${String(port)}: .*EADDRINUSE`
          : `${String(port)}, ${String(other)}: `;
        assert.match(mock.lines[0] ?? "", new RegExp(`^not listening on IPv6: ${expected}`));
        assert.equal(mock.lines.filter((line) => line.includes("IPv6")).length, 1);
      } finally {
        taken?.close();
      }
    });

    test("says so if IPv6 cannot reach it on localhost", async () => {
      const mock = await startTestMock({ bind, regions: 2, apiSecret: "mine" });
      const expected = hasIpv6 ? [] : [/^not on (IPv6|\[::1\]): /];
      assert.equal(mock.lines.length, expected.length);
      for (const [at, line] of expected.entries()) assert.match(mock.lines[at] ?? "", line);
    });

    test("is an error if the port of IPv4 is taken", async () => {
      const [port = 0] = await pickPorts(1);
      const taken = await occupy({ host: "0.0.0.0", port });
      assert.ok(taken);
      const message = new RegExp(`^port ${String(port)} of ${bind} is in use .EADDRINUSE`);
      await assert.rejects(startMock({ bind, ports: [port], log }), { message });
      taken.close();
    });
  });
}
