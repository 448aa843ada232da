/** The package's entry, in the process of a test. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, test } from "node:test";
import { RoomServiceClient } from "livekit-server-sdk";
import { SettingsError, startMock } from "../../src/library/index.js";
import type { MockOptions } from "../../src/library/startMock.js";
import { flags } from "../../src/settings/index.js";
import { call, request } from "../support/call.js";
import { run } from "../support/program.js";
import { withMock } from "../support/withMock.js";

const createRoom = "livekit.RoomService/CreateRoom";

describe("startMock", () => {
  test("starts four regions on ports of the system, on 127.0.0.1, and says where", async () => {
    await withMock({}, async ({ url, regions, apiKey, apiSecret }) => {
      assert.deepEqual(
        regions.map(({ index, name }) => [index, name]),
        [0, 1, 2, 3].map((index) => [index, `region-${String(index)}`]),
      );
      assert.equal(new Set(regions.map((region) => region.url)).size, 4);
      assert.ok(regions.every((region) => /^http:\/\/127\.0\.0\.1:\d+$/.test(region.url)));
      assert.deepEqual([url, apiKey, apiSecret], [regions[0]!.url, "devkey", "secret"]);
      const list = await request(`${url}/settings/regions`);
      const { regions: listed } = JSON.parse(list.text) as { regions: { url: string }[] };
      assert.deepEqual(
        listed.map((region) => region.url),
        regions.map((region) => region.url),
      );
    });
  });

  test("takes settings under the names of the flags", async () => {
    const options: MockOptions = {
      ports: [0, 0],
      advertiseUrls: ["http://a.test", "http://b.test/base/"],
      twirpPrefix: "/api",
      apiSecret: "other",
      control: { headers: { "X-Of-All": "1" } },
      maxBody: 3,
      strict: true,
      tokenControl: false,
    };
    const mock = await startMock({ ...options, log: "silent", bind: "127.0.0.1" });
    assert.deepEqual(
      mock.regions.map(({ url }) => url),
      ["http://a.test", "http://b.test/base"],
    );
    assert.equal(mock.apiSecret, "other");
    await mock.close();
  });

  test("has an option for each flag that says how the mock is to be", () => {
    const options: Required<
      Omit<MockOptions, "handlers" | "handlerErrors" | "onRequest" | "tokenControl">
    > = {
      regions: 1,
      ports: [],
      only: 0,
      advertiseHost: "",
      advertiseFromHost: true,
      advertiseUrls: [],
      hostRegions: "",
      bind: "",
      tlsCert: "",
      tlsKey: "",
      twirpPrefix: "",
      apiSecret: "",
      log: "warn",
      maxBody: 0,
      control: {},
      defaults: "rich",
      strict: false,
    };
    const names = Object.keys(options).map((name) =>
      name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    );
    assert.deepEqual(
      [...names, "no-token-control", "handlers", "ready-file", "json"].sort(),
      flags.map(({ name }) => name).sort(),
    );
  });

  test("reads no environment", async () => {
    process.env["LK_TEST_SERVER_API_SECRET"] = "of the environment";
    try {
      await withMock({ regions: 1 }, ({ apiSecret }) => {
        assert.equal(apiSecret, "secret");
      });
    } finally {
      delete process.env["LK_TEST_SERVER_API_SECRET"];
    }
  });

  const wrong: readonly (readonly [options: object, message: RegExp])[] = [
    [{ region: 3 }, /^unknown option "region"; did you mean regions\?$/],
    [{ readyFile: "x" }, /^unknown option "readyFile"$/],
    [{ jsn: true }, /^unknown option "jsn"$/],
    [{ tokenControls: false }, /^unknown option "tokenControls"; did you mean tokenControl\?$/],
    [{ regions: 0 }, /^regions "0": expected 1 to 256$/],
    [{ regions: "three" }, /^regions "three": expected/],
    [{ regions: 2, ports: [0] }, /^ports and regions are both given/],
    [{ ports: [70000] }, /^port "70000": expected 0 to 65535$/],
    [{ ports: [{}] }, /^port "\[object Object\]": expected 0 to 65535$/],
    [{ only: 4 }, /^only "4": expected a region index, 0 to 3$/],
    [{ only: 1 }, /^only 1: the port of region 0 is unknown/],
    [{ advertiseUrls: ["http://a"] }, /^advertise-urls has 1 URLs: expected 4/],
    [{ regions: 1, advertiseUrls: ["a"] }, /^advertise-urls "a": expected http, https, ws or wss/],
    [
      { regions: 1, advertiseUrls: ["http://a"], advertiseFromHost: true },
      /^advertise-urls and advertise-from-host are both given/,
    ],
    [{ advertiseFromHost: "yes" }, /^advertise-from-host "yes": expected true or false$/],
    [{ hostRegions: "livekit.cloud" }, /^host-regions "livekit.cloud": expected /],
    [{ tlsCert: "x" }, /^tls-key is missing/],
    [{ tlsCert: "nowhere.pem", tlsKey: "x" }, /^tls-cert "nowhere.pem": ENOENT/],
    [
      { tlsCert: "-----BEGIN x", tlsKey: "-----BEGIN y" },
      /cannot use the TLS certificate and key: /,
    ],
    [{ log: "debug" }, /^log "debug": expected silent, warn, info/],
    [{ strict: "maybe" }, /^strict "maybe": expected true or false$/],
    [{ control: { failRegion: [0] } }, /failRegion.*failRegions/],
    [{ control: [] }, /^control/],
    [{ maxBody: -1 }, /^max-body "-1": expected a number of bytes$/],
    [{ maxBody: 2 ** 30 + 1 }, /^max-body "1073741825": expected at most 1073741824 bytes$/],
    [{ maxBody: 1e21 }, /^max-body "1e\+21": expected a number of bytes$/],
    [{ apiSecret: "" }, /^api-secret is empty/],
  ];
  for (const [options, message] of wrong) {
    test(`refuses ${JSON.stringify(options)}`, async () => {
      await assert.rejects(startMock(options), (error) => {
        assert.ok(error instanceof SettingsError);
        assert.match(error.message, message);
        assert.equal(error.name, "SettingsError");
        return true;
      });
    });
  }

  test("says what is wrong in few characters, if nobody catches it", async () => {
    const code = `import { startMock } from "./dist/index.mjs"; await startMock({ maxbody: 5 });`;
    const program = run(process.execPath, ["--input-type=module", "-e", code]);
    assert.equal(await program.ended, 1);
    assert.match(program.stderr(), /unknown option "maxbody"; did you mean maxBody\?/);
    // Node quotes the line of the code that throws.
    assert.ok(program.stderr().length < 2_000, String(program.stderr().length));
  });

  test("lets two mocks in one process be, each with its own settings", async () => {
    await withMock({ regions: 1, apiSecret: "one" }, async (one) => {
      await withMock({ regions: 1, apiSecret: "two" }, async (two) => {
        const status = async (url: string, token: string): Promise<number> =>
          (await call(url, createRoom, { token })).status;
        const claims = { video: { roomCreate: true } };
        assert.equal(await status(one.url, one.token(claims)), 200);
        assert.equal(await status(two.url, one.token(claims)), 401);
        await two.close();
        assert.equal(await status(one.url, one.token(claims)), 200);
      });
    });
  });

  test("is an async disposable, and may be closed twice", async () => {
    const mock = await startMock({ regions: 1, log: "silent" });
    await mock[Symbol.asyncDispose]();
    await mock.close();
    await assert.rejects(request(mock.url), { code: "ECONNREFUSED" });
  });

  test("leaves nothing open, fifty times over, so that the process ends by itself", async () => {
    const program = run(process.execPath, ["--import", "tsx", "test/support/fiftyMocks.ts"]);
    await program.until(/^all are closed$/m);
    const late = new Promise((resolve) => setTimeout(resolve, 4000, "late").unref());
    assert.equal(await Promise.race([program.ended, late]), 0, program.stderr());
  });
});

test("the Node SDK works against it, with the names that the SDK knows", async () => {
  await withMock({ regions: 1 }, async ({ url, apiKey, apiSecret }) => {
    const room = await new RoomServiceClient(url, apiKey, apiSecret).createRoom({ name: "a" });
    assert.deepEqual([room.sid, room.name], ["MOCK_SID", "a"]);
  });
});

test("a port that is taken is named, and nothing is left open", async () => {
  const { createServer } = await import("node:net");
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as { port: number };
  await assert.rejects(startMock({ ports: [0, port] }), {
    message: new RegExp(`^port ${String(port)} of 127.0.0.1 is in use .EADDRINUSE`),
  });
  taken.close();
});
