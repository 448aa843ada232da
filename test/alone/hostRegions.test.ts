/** Hosts that select the region, and an SDK whose own gate for LiveKit Cloud they open. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, test } from "node:test";
import { Agent, getGlobalDispatcher, setGlobalDispatcher } from "undici";
import { WebSocket } from "ws";
import { call, request } from "../support/call.js";
import { startTestMock } from "../support/mock.js";
import { outline, SteeredRooms } from "../support/nodeSdk.js";
import { authority, tls } from "../support/tls.js";
import { tokenWith } from "../support/token.js";

const hostRegions = ".livekit.cloud";
const mock = await startTestMock({ regions: 3, hostRegions });
const [first = 0, second = 0, third = 0] = mock.ports;

interface Listed {
  readonly regions: readonly { readonly region: string; readonly url: string }[];
}

async function ask(url: string, host: string) {
  const { headers, text, warnings } = await request(`${url}/settings/regions`, {
    headers: { Host: host },
  });
  const { regions } = JSON.parse(text) as Listed;
  return { region: headers["x-lk-mock-region"], urls: regions.map((one) => one.url), warnings };
}

describe("the host selects the region", () => {
  const urls = [
    `http://proj.livekit.cloud:${String(first)}`,
    `http://proj-r1.livekit.cloud:${String(second)}`,
    `http://proj-r2.livekit.cloud:${String(third)}`,
  ];
  const rows: readonly (readonly [host: string, region: string])[] = [
    ["proj.livekit.cloud", "0"],
    ["proj.livekit.cloud:7880", "0"],
    ["proj-r1.livekit.cloud", "1"],
    ["proj-r2.livekit.cloud:443", "2"],
  ];
  for (const [host, region] of rows) {
    for (const listener of mock.regions) {
      test(`${host} at the listener of ${listener.name}`, async () => {
        assert.deepEqual(await ask(listener.url, host), { region, urls, warnings: [] });
      });
    }
  }

  test("in any case, and is advertised as it came", async () => {
    const {
      region,
      urls: [, next],
    } = await ask(mock.url, "My-Proj-R1.LiveKit.Cloud");
    assert.deepEqual([region, next], ["1", `http://My-Proj-r1.LiveKit.Cloud:${String(second)}`]);
  });

  test("-r0 is a part of the name", async () => {
    const {
      region,
      urls: [own, next],
    } = await ask(mock.regions[1]!.url, "p-r0.livekit.cloud");
    assert.deepEqual(
      [region, own, next],
      [
        "0",
        `http://p-r0.livekit.cloud:${String(first)}`,
        `http://p-r0-r1.livekit.cloud:${String(second)}`,
      ],
    );
  });

  for (const host of [
    "127.0.0.1",
    "livekit.cloud",
    ".livekit.cloud",
    "a.b.livekit.cloud",
    "proj.livekit.cloud.test",
    "projlivekit.cloud",
  ]) {
    test(`${host} leaves the listener its region`, async () => {
      const { region, urls: listed, warnings } = await ask(mock.regions[1]!.url, host);
      assert.deepEqual([region, listed, warnings], ["1", mock.regions.map(({ url }) => url), []]);
    });
  }

  test("a region that is not there is a finding, and an error in strict mode", async () => {
    const host = { Host: "proj-r3.livekit.cloud" };
    const { region, warnings } = await ask(mock.regions[1]!.url, host.Host);
    const line = 'Host unknownRegion: "proj-r3.livekit.cloud"';
    assert.deepEqual([region, warnings], ["1", [line]]);
    const strict = await call(mock.url, "livekit.RoomService/CreateRoom", {
      headers: host,
      control: { skipAuth: true, strict: true },
    });
    assert.equal(strict.status, 404);
    assert.match(strict.text, /"code":"bad_route","msg":"mock: strict: Host: unknown region/);
  });

  test("for failures, redirects and signal connections too", async () => {
    const control = { skipAuth: true, failRegions: [1], failMode: "redirect" };
    const failed = await call(mock.url, "livekit.RoomService/CreateRoom", {
      headers: { Host: "proj-r1.livekit.cloud" },
      control,
    });
    assert.equal(failed.status, 307);
    assert.match(
      failed.headers["location"]!,
      new RegExp(`^http://proj-r2\\.livekit\\.cloud:${String(third)}/twirp/`),
    );
    const logged = mock.logged(/^region-2 {2}101 .* GET \/rtc( |$)/);
    const client = new WebSocket(
      `ws://127.0.0.1:${String(first)}/rtc?access_token=${tokenWith()}`,
      {
        headers: { Host: "proj-r2.livekit.cloud" },
      },
    );
    await Promise.all([once(client, "message"), logged]);
    client.terminate();
  });

  test("over TLS the URLs say https", async () => {
    const secure = await startTestMock({ regions: 2, hostRegions, tls });
    const [one = 0, two = 0] = secure.ports;
    const response = await fetchAt("proj.livekit.cloud", one, "/settings/regions");
    const { regions } = (await response.json()) as Listed;
    assert.deepEqual(
      regions.map(({ url }) => url),
      [`https://proj.livekit.cloud:${String(one)}`, `https://proj-r1.livekit.cloud:${String(two)}`],
    );
  });
});

/** Sends what is for any host to this machine, and trusts the authority of the tests. */
function toThisMachine(): Agent {
  const answer = [{ address: "127.0.0.1", family: 4 }];
  return new Agent({
    connect: {
      ca: authority,
      lookup: (_host, _options, done) => {
        done(null, answer);
      },
    },
  });
}

async function fetchAt(host: string, port: number, path: string): Promise<Response> {
  return withDispatcher(() => fetch(`https://${host}:${String(port)}${path}`));
}

async function withDispatcher<Result>(act: () => Promise<Result>): Promise<Result> {
  const before = getGlobalDispatcher();
  const agent = toThisMachine();
  setGlobalDispatcher(agent);
  try {
    return await act();
  } finally {
    setGlobalDispatcher(before);
    await agent.destroy();
  }
}

describe("the Node SDK fails over by itself on a host of LiveKit Cloud", () => {
  for (const [scheme, secure] of [
    ["http", {}],
    ["https", { tls }],
  ] as const) {
    test(`over ${scheme}, past two regions, with no attempt lost`, async () => {
      const cloud = await startTestMock({ regions: 3, hostRegions, ...secure });
      const host = `${scheme}://proj.livekit.cloud:${String(cloud.ports[0])}`;
      const room = await withDispatcher(() =>
        new SteeredRooms(host, { control: { failRegions: [0, 1] } }).createRoom({ name: "a" }),
      );
      assert.equal(room.sid, "MOCK_SID");
      assert.deepEqual(outline(cloud.lines), [
        "region-0 livekit.RoomService/CreateRoom 503",
        "region-0 GET /settings/regions 200",
        "region-1 livekit.RoomService/CreateRoom 503",
        "region-2 livekit.RoomService/CreateRoom 200",
      ]);
    });
  }
});
