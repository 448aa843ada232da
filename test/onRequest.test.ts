/** What the owner of a mock is told of each request. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { once } from "node:events";
import { startMock, type SeenRequest } from "../src/library/index.js";
import { callBack } from "../src/library/callBack.js";
import { call, request } from "./support/call.js";
import { startTestMock } from "./support/mock.js";
import { forceFailover, SteeredRooms } from "./support/nodeSdk.js";
import { run } from "./support/program.js";
import { delayedCall, openRaw } from "./support/raw.js";
import { openSignal, queryFor } from "./support/signal.js";
import { WatchedClock } from "./support/clock.js";

const createRoom = "livekit.RoomService/CreateRoom";
const path = `/twirp/${createRoom}`;

/** A mock of two regions, what it has told, and the next of it. */
async function watch(options: { clock?: WatchedClock } = {}) {
  const seen: SeenRequest[] = [];
  const told = new EventTarget();
  const onRequest = (one: SeenRequest): void => {
    seen.push(one);
    told.dispatchEvent(new Event("request"));
  };
  const mock = await startTestMock({ regions: 2, observers: [callBack(onRequest)], ...options });
  const next = async (): Promise<void> => {
    await once(told, "request");
  };
  return { mock, seen, next };
}

/** What was told, without the times and the hosts, which have ports that the system picked. */
function untimed(seen: readonly SeenRequest[]): Omit<SeenRequest, "ms" | "host">[] {
  return seen.map(({ ms, host, ...rest }) => {
    assert.ok(Number.isInteger(ms) && ms >= 0);
    assert.equal(typeof host, "string");
    return rest;
  });
}

const plain = { id: null, region: 0, method: "POST", path, status: 200, injected: null };

describe("a request is told of once", () => {
  const rows: readonly (readonly [
    name: string,
    control: object,
    expected: Partial<SeenRequest>,
  ])[] = [
    ["that succeeds", {}, {}],
    ["with the id of its control", { id: "test-7" }, { id: "test-7" }],
    ["that fails", { failRegions: [0] }, { status: 503, injected: "status" }],
    [
      "that fails in a mode of its own",
      { failRegions: [0], failMode: "html", failStatus: 504 },
      { status: 504, injected: "html" },
    ],
    ["whose body is cut", { failRegions: [0], failMode: "truncate" }, { injected: "truncate" }],
    [
      "without a response",
      { failRegions: [0], failMode: "reset" },
      { status: null, injected: "reset" },
    ],
    ["that is pinned", { pinnedRegions: ["region-1"] }, { status: 451, injected: "pinnedRegions" }],
  ];
  for (const [name, control, expected] of rows) {
    test(name, async () => {
      const { mock, seen, next } = await watch();
      const told = next();
      await call(mock.url, createRoom, { control: { skipAuth: true, ...control } }).catch(
        () => undefined,
      );
      await told;
      assert.deepEqual(untimed(seen), [{ ...plain, ...expected }]);
    });
  }

  test("at its decoded path, without the query, with its method, in its region", async () => {
    const { mock, seen } = await watch();
    await request(`${mock.regions[1]!.url}/a%20b?access_token=x`, { method: "PUT" });
    assert.deepEqual(untimed(seen), [
      { ...plain, region: 1, method: "PUT", path: "/a b", status: 404 },
    ]);
  });

  test("with its host as it came", async () => {
    const { mock, seen, next } = await watch();
    const connection = openRaw(mock.ports[0]!);
    for (const head of ["GET / HTTP/1.1\r\nHost: My-Host:80", "GET / HTTP/1.0"]) {
      const told = next();
      connection.socket.write(`${head}\r\n\r\n`);
      await told;
    }
    assert.deepEqual(
      seen.map(({ host }) => host),
      ["My-Host:80", null],
    );
  });

  test("that is discovery and fails", async () => {
    const { mock, seen } = await watch();
    const url = `${mock.url}/settings/regions`;
    await request(url, { control: { regionsStatus: 500 } });
    await request(url, { control: { discovery: { failMode: "garbage" } } });
    const told = { ...plain, method: "GET", path: "/settings/regions" };
    assert.deepEqual(untimed(seen), [
      { ...told, status: 500, injected: "discovery" },
      { ...told, injected: "garbage" },
    ]);
  });

  test("that opens or is refused a signal connection", async () => {
    const { mock, seen, next } = await watch();
    const told = next();
    const client = await openSignal(mock.ports[0]!, { query: queryFor("no_pong") });
    await told;
    client.socket.destroy();
    await request(`${mock.url}/rtc/validate?${queryFor("room_not_found")}`);
    await request(`${mock.url}/rtc/validate`, { control: { rtcStatus: 403 } });
    const rtc = { ...plain, method: "GET", path: "/rtc" };
    const validate = { ...rtc, path: "/rtc/validate" };
    assert.deepEqual(untimed(seen), [
      { ...rtc, status: 101, injected: "no_pong" },
      { ...validate, status: 404, injected: "room_not_found" },
      { ...validate, status: 403, injected: "rtcStatus" },
    ]);
  });

  test("whose client leaves during a delay, or before its body is whole", async () => {
    const clock = new WatchedClock();
    const { mock, seen, next } = await watch({ clock });
    const waiting = openRaw(mock.ports[0]!);
    const begun = once(clock, "begin");
    waiting.socket.write(delayedCall(600_000));
    await begun;
    let told = next();
    waiting.socket.destroy();
    await told;
    told = next();
    const half = openRaw(mock.ports[1]!);
    half.socket.write(`POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{`);
    await once(half.socket, "connect");
    half.socket.end();
    await told;
    assert.deepEqual(untimed(seen), [
      { ...plain, status: null },
      { ...plain, region: 1, status: null },
    ]);
  });
});

test("the attempts of an SDK can be counted", async () => {
  const { mock, seen } = await watch();
  const rooms = new SteeredRooms(mock.url, { control: { failRegions: [0], id: "mine" } });
  await forceFailover(rooms).createRoom({ name: "a" });
  assert.deepEqual(
    seen.filter(({ id }) => id === "mine").map(({ region, status }) => [region, status]),
    [
      [0, 503],
      [0, 200],
      [1, 200],
    ],
  );
});

test("the time is how long the response took", async () => {
  const { mock, seen } = await watch();
  await call(mock.url, createRoom, { control: { skipAuth: true, delayMs: 80 } });
  assert.ok(seen[0]!.ms >= 79);
});

test("what the callback throws ends the process, not as a bug in the mock", async () => {
  const text = `
    import { startMock } from "./dist/index.mjs";
    const onRequest = () => { throw new Error("what the owner threw"); };
    const { url } = await startMock({ regions: 1, onRequest });
    await fetch(url);
    setTimeout(() => process.exit(0), 5000);
  `;
  const program = run(process.execPath, ["--input-type=module", "--eval", text]);
  assert.equal(await program.ended, 1);
  assert.match(program.stderr(), /Error: what the owner threw/);
  assert.doesNotMatch(program.stderr(), /bug in the mock/);
});

test("nobody is told if nobody asks", async () => {
  const mock = await startMock({ regions: 1, log: "silent" });
  assert.equal((await request(mock.url)).text, "ok");
  await mock.close();
});
