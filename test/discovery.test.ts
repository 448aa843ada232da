import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fromJson, type JsonValue } from "@bufbuild/protobuf";
import { RegionSettingsSchema } from "../gen/livekit_rtc_pb.js";
import { request, type Result } from "./support/call.js";
import { instantClock } from "./support/clock.js";
import { startTestMock } from "./support/mock.js";
import { exchange, openRaw } from "./support/raw.js";

const mock = await startTestMock({ regions: 3 });
const [first = "", second = "", third = ""] = mock.regions.map(({ url }) => url);

/** Asks a region for the list; `control` is all of it. */
function ask(control: object, region = 0): Promise<Result> {
  return request(`${mock.regions[region]!.url}/settings/regions`, { control });
}

interface List {
  readonly regions: readonly { readonly region: string; readonly url: string }[];
}

async function list(discovery: object, more: object = {}, region = 0): Promise<List["regions"]> {
  const { status, text, warnings } = await ask({ ...more, discovery }, region);
  assert.deepEqual([status, warnings], [200, []]);
  return (JSON.parse(text) as List).regions;
}

async function names(discovery: object, more: object = {}, region = 0): Promise<string[]> {
  return (await list(discovery, more, region)).map((entry) => entry.region);
}

async function urls(discovery: object): Promise<string[]> {
  return (await list(discovery)).map(({ url }) => url);
}

describe("the list of regions", () => {
  test("is the plain one if discovery says nothing", async () => {
    assert.equal((await ask({ discovery: {} })).text, (await ask({})).text);
  });

  test("may be kept for maxAge seconds", async () => {
    assert.equal((await ask({ discovery: { maxAge: 60 } })).headers["cache-control"], "max-age=60");
    assert.equal((await ask({})).headers["cache-control"], "max-age=0");
  });

  test("may be one's own, with distances by place", async () => {
    const regions = [
      { region: "a", url: "x" },
      { region: "b", url: "y" },
      { region: "c", url: "z", distance: 7 },
    ];
    assert.deepEqual(await list({ regions }, { pinnedRegions: ["region-1"] }), [
      { region: "a", url: "x" },
      { region: "b", url: "y", distance: "1" },
      { region: "c", url: "z", distance: "7" },
    ]);
  });

  test("may be empty", async () => {
    assert.equal((await ask({ discovery: { regions: [] } })).text, "{}");
  });

  test("leaves out the region that is asked", async () => {
    assert.deepEqual(await names({ omitSelf: true }), ["region-1", "region-2"]);
    assert.deepEqual(await names({ omitSelf: true }, {}, 2), ["region-0", "region-1"]);
  });

  test("leaves it out of one's own by its URL", async () => {
    const regions = [
      { region: "a", url: first },
      { region: "b", url: second },
    ];
    assert.deepEqual(await names({ regions, omitSelf: true }), ["b"]);
  });

  test("may come in reverse, after what is pinned and left out", async () => {
    assert.deepEqual(await names({ order: "reverse" }), ["region-2", "region-1", "region-0"]);
    const pinned = { pinnedRegions: ["region-0", "region-2"] };
    assert.deepEqual(await names({ order: "reverse", omitSelf: true }, pinned), ["region-2"]);
  });

  test("may be shuffled by a seed, the same in every region", async () => {
    const orders = new Set<string>();
    for (let seed = 0; seed < 20; seed++) {
      const order = await names({ order: "shuffle", seed });
      assert.deepEqual([...order].sort(), ["region-0", "region-1", "region-2"]);
      assert.deepEqual(await names({ order: "shuffle", seed }, {}, 1), order);
      orders.add(order.join());
    }
    assert.ok(orders.size > 3);
  });

  test("is for one region what perRegion says", async () => {
    const control = { perRegion: { 1: { discovery: { status: 500 } } } };
    assert.equal((await ask(control)).status, 200);
    assert.equal((await ask(control, 1)).status, 500);
  });
});

describe("the list has the fault", () => {
  test("badUrl: a region in front with a URL that is invalid", async () => {
    const [bad, ...rest] = await list({ inject: ["badUrl"] });
    assert.ok(!URL.canParse(bad!.url));
    assert.deepEqual(
      rest.map(({ url }) => url),
      [first, second, third],
    );
  });

  test("duplicate: each region twice", async () => {
    assert.deepEqual(await urls({ inject: ["duplicate"] }), [
      first,
      first,
      second,
      second,
      third,
      third,
    ]);
  });

  test("upperCaseHost: LOCALHOST instead of an address", async () => {
    const upper = first.replace("127.0.0.1", "LOCALHOST");
    assert.equal((await urls({ inject: ["upperCaseHost"] }))[0], upper);
  });

  test("upperCaseHost: a name in capitals", async () => {
    const regions = [
      { region: "a", url: "https://proj.livekit.cloud:7880/path" },
      { region: "b", url: "http://[::1]:7880" },
      { region: "c", url: "" },
    ];
    assert.deepEqual(
      (await list({ regions, inject: ["upperCaseHost"] })).map(({ url }) => url),
      ["https://PROJ.LIVEKIT.CLOUD:7880/path", "http://LOCALHOST:7880", undefined],
    );
  });

  test("trailingSlash", async () => {
    assert.equal((await urls({ inject: ["trailingSlash"] }))[0], `${first}/`);
  });

  test("wsScheme: ws for http, wss for https", async () => {
    assert.equal((await urls({ inject: ["wsScheme"] }))[0], first.replace("http", "ws"));
    const regions = [{ region: "a", url: "https://a.test" }];
    assert.equal((await list({ regions, inject: ["wsScheme"] }))[0]!.url, "wss://a.test");
  });

  test("unknownFields: in the list and in each region, which a decoder must be told to ignore", async () => {
    const json = JSON.parse(
      (await ask({ discovery: { inject: ["unknownFields"] } })).text,
    ) as JsonValue;
    assert.throws(() => fromJson(RegionSettingsSchema, json), /unknown/);
    const { regions } = fromJson(RegionSettingsSchema, json, { ignoreUnknownFields: true });
    assert.deepEqual(
      regions.map(({ url }) => url),
      [first, second, third],
    );
  });

  test("all of them, in the order of the table, the bad URL as it is", async () => {
    const inject = [
      "unknownFields",
      "wsScheme",
      "trailingSlash",
      "upperCaseHost",
      "duplicate",
      "badUrl",
    ];
    const found = await urls({ inject });
    const ws = first.replace("http://127.0.0.1", "ws://LOCALHOST");
    assert.deepEqual(found.slice(0, 4), ["http://[bad", "http://[bad", `${ws}/`, `${ws}/`]);
  });
});

describe("discovery fails", () => {
  test("with a status and an empty body, over regionsStatus", async () => {
    const control = { regionsStatus: 404, discovery: { status: 503, retryAfter: 2 } };
    const { status, text, headers } = await ask(control);
    assert.deepEqual([status, text, headers["retry-after"]], [503, "", "2"]);
    assert.equal(headers["content-type"], undefined);
  });

  test("with a status and an empty body, to which unknownFields adds nothing", async () => {
    const { status, text } = await ask({
      discovery: { status: 503, failMode: "unknownFields" },
    });
    assert.deepEqual([status, text], [503, ""]);
  });

  test("not by what makes calls fail", async () => {
    const control = { failRegions: [0], failMode: "drop", perRegion: { 0: { failStatus: 500 } } };
    assert.equal((await ask(control)).status, 200);
  });

  test("with a Twirp error", async () => {
    const discovery = {
      failMode: "status",
      failStatus: 429,
      failMessage: "no",
      failMeta: { a: "b" },
    };
    const { status, text } = await ask({ discovery });
    assert.equal(status, 429);
    assert.equal(text, '{"code":"resource_exhausted","msg":"no","meta":{"a":"b"}}');
  });

  test("with a cut list", async () => {
    const control = { discovery: { failMode: "truncate", failAfterBytes: 20 } };
    const answer = await exchange(mock.ports[0]!, get(control));
    assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/);
    assert.match(answer, /\r\nContent-Length: \d{3}\r\n/);
    assert.ok(answer.endsWith('\r\n\r\n{"regions":[{"region'));
  });

  test("with an empty response that is cut", async () => {
    const answer = await exchange(
      mock.ports[0]!,
      get({ discovery: { failMode: "truncate", status: 500 } }),
    );
    assert.match(answer, /^HTTP\/1\.1 500 [^]*\r\nContent-Length: 1\r\n[^]*\r\n\r\n$/);
  });

  for (const failMode of ["drop", "stall", "refuseUpload"]) {
    test(`with nothing, by ${failMode}`, async () => {
      const options = failMode === "drop" ? {} : { stallMs: 20 };
      assert.equal(
        await exchange(mock.ports[0]!, get({ discovery: { failMode, ...options } })),
        "",
      );
    });
  }

  test("with a reset", async () => {
    const connection = openRaw(mock.ports[0]!);
    connection.socket.write(get({ discovery: { failMode: "reset" } }));
    assert.equal(await connection.ended, "ECONNRESET");
  });

  test("with garbage of the right content type", async () => {
    const { status, headers, bytes } = await ask({ discovery: { failMode: "garbage" } });
    assert.deepEqual(
      [status, headers["content-type"], bytes.length],
      [200, "application/json", 16],
    );
  });

  test("with a redirect to the same path of the next region", async () => {
    const { status, headers } = await ask({ discovery: { failMode: "redirect" } });
    assert.deepEqual([status, headers["location"]], [307, `${second}/settings/regions`]);
  });

  test("with another content type", async () => {
    const { text, headers } = await ask({ discovery: { failMode: "contentType" } });
    assert.equal(headers["content-type"], "application/json; charset=utf-8");
    assert.equal(text, (await ask({})).text);
  });

  test("with a page of a proxy", async () => {
    const { status, headers } = await ask({ discovery: { failMode: "html" } });
    assert.deepEqual([status, headers["content-type"]], [502, "text/html"]);
  });
});

describe("discovery waits", () => {
  for (const [name, control, waits] of [
    ["not for the delay of calls", { delayMs: 5 }, []],
    ["for its own", { discovery: { delayMs: 7 } }, [7]],
    [
      "for its own before it fails",
      { discovery: { delayMs: 7, failMode: "stall", stallMs: 3 } },
      [7, 3],
    ],
    ["30 s more in the old mode", { discovery: { delayMs: 7, failMode: "delay" } }, [30_007]],
  ] as const) {
    test(name, async () => {
      const clock = instantClock();
      const { url } = await startTestMock({ clock });
      await request(`${url}/settings/regions`, { control }).catch(() => undefined);
      assert.deepEqual(clock.waits, waits);
    });
  }
});

/** A request for the list, as bytes, on a connection that is closed behind the response. */
function get(control: object): string {
  const head = "GET /settings/regions HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n";
  return `${head}X-Lk-Mock: ${JSON.stringify(control)}\r\n\r\n`;
}
