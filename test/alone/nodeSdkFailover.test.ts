import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ServerError, SipCallError } from "livekit-server-sdk";
import { instantClock } from "../support/clock.js";
import { startTestMock } from "../support/mock.js";
import {
  forceFailover,
  outline,
  SteeredRooms,
  SteeredSip,
  type Steering,
} from "../support/nodeSdk.js";

const clock = instantClock();
const mock = await startTestMock({ regions: 4, clock });
const slowMock = await startTestMock();
const populated = { sid: "MOCK_SID", name: "lobby", enabledCodecs: [{}] };
const unavailable = [503, "unavailable", "mock failure (status 503)"];
const discovery = "region-0 GET /settings/regions 200";

/** The line of one attempt to create a room. */
function attempt(region: number, status: number | "closed"): string {
  return `region-${String(region)} livekit.RoomService/CreateRoom ${String(status)}`;
}

/** How creating a room with this client ends: with the room or the error's parts. */
async function end(rooms: SteeredRooms): Promise<unknown> {
  return rooms.createRoom({ name: "lobby" }).then(
    (room) => room.toJson(),
    (error: unknown) =>
      error instanceof ServerError ? [error.status, error.code, error.message] : String(error),
  );
}

/** How creating a room through region 0 with failover ends, and the lines that the mock logs. */
async function create(
  control: Steering["control"],
  options: Omit<Steering, "control"> = {},
): Promise<unknown> {
  const from = mock.lines.length;
  const result = await end(forceFailover(new SteeredRooms(mock.url, { control, ...options })));
  return { result, lines: outline(mock.lines.slice(from)) };
}

type Row = readonly [name: string, control: Steering["control"], lines: string[]];

describe("the SDK fails over", () => {
  const rows: readonly Row[] = [
    ["to region 1", { failRegions: [0] }, [attempt(0, 503), discovery, attempt(1, 200)]],
    [
      "to region 2, with one discovery",
      { failRegions: [0, 1] },
      [attempt(0, 503), discovery, attempt(1, 503), attempt(2, 200)],
    ],
    [
      "after a 500",
      { failRegions: [0], failStatus: 500 },
      [attempt(0, 500), discovery, attempt(1, 200)],
    ],
    [
      "after a dropped connection",
      { failRegions: [0], failMode: "drop" },
      [attempt(0, "closed"), discovery, attempt(1, 200)],
    ],
    [
      "past a region that the project may not use",
      { failRegions: [0], pinnedRegions: ["region-0", "region-2"] },
      [attempt(0, 503), discovery, attempt(2, 200)],
    ],
  ];
  for (const [name, control, lines] of rows) {
    test(name, async () => {
      assert.deepEqual(await create(control), { result: populated, lines });
    });
  }
});

const allDown = { failRegions: [0, 1, 2, 3] };
const dropped = "TypeError: fetch failed";
const defeats: readonly (readonly [...Row, result: unknown])[] = [
  [
    "after three attempts, although a fourth region would answer",
    { failRegions: [0, 1, 2] },
    [attempt(0, 503), discovery, attempt(1, 503), attempt(2, 503)],
    unavailable,
  ],
  [
    "if no region is left, with the last one's error",
    { ...allDown, pinnedRegions: ["region-0", "region-3"] },
    [attempt(0, 503), discovery, attempt(3, 503)],
    unavailable,
  ],
  [
    "if all regions drop the connection",
    { ...allDown, failMode: "drop" },
    [attempt(0, "closed"), discovery, attempt(1, "closed"), attempt(2, "closed")],
    dropped,
  ],
  [
    "with the first error if there is no discovery",
    { failRegions: [0], failTwirpCode: "first", regionsStatus: 500 },
    [attempt(0, 503), "region-0 GET /settings/regions 500"],
    [503, "first", "mock failure (status 503)"],
  ],
  [
    "with the dropped connection if there is no discovery",
    { failRegions: [0], failMode: "drop", regionsStatus: 404 },
    [attempt(0, "closed"), "region-0 GET /settings/regions 404"],
    dropped,
  ],
  [
    "at once in a region that the project may not use",
    { pinnedRegions: ["region-1"] },
    [attempt(0, 451)],
    [451, undefined, "project not allowed in this region."],
  ],
  [
    "if the only region that the project may use is down",
    { failRegions: [0], pinnedRegions: ["region-0"] },
    [attempt(0, 503), discovery],
    unavailable,
  ],
];

describe("the SDK gives up", () => {
  for (const [name, control, lines, result] of defeats) {
    test(name, async () => {
      assert.deepEqual(await create(control), { result, lines });
    });
  }

  for (const [status, code] of [
    [400, "invalid_argument"],
    [404, "not_found"],
    [429, "resource_exhausted"],
    [499, "internal"],
  ] as const) {
    test(`at once after a ${String(status)}`, async () => {
      assert.deepEqual(await create({ ...allDown, failStatus: status }), {
        result: [status, code, `mock failure (status ${String(status)})`],
        lines: [attempt(0, status)],
      });
    });
  }

  for (const [name, options] of [
    ["with a timeout under 5 s", { requestTimeout: 4 }],
    ["if failover is switched off", { failover: false }],
  ] as const) {
    test(`at once ${name}`, async () => {
      const lines = [attempt(0, 503)];
      assert.deepEqual(await create({ failRegions: [0] }, options), { result: unavailable, lines });
    });
  }

  test("at once if the host is none of LiveKit Cloud", async () => {
    const from = mock.lines.length;
    const rooms = new SteeredRooms(mock.url, { control: { failRegions: [0] } });
    assert.deepEqual(await end(rooms), unavailable);
    assert.deepEqual(outline(mock.lines.slice(from)), [attempt(0, 503)]);
  });
});

test("the Twirp code of a failure may be any, and reaches the SDK's error", async () => {
  const control = { failRegions: [0], failStatus: 409, failTwirpCode: "my_code" };
  assert.deepEqual(await end(new SteeredRooms(mock.url, { control })), [
    409,
    "my_code",
    "mock failure (status 409)",
  ]);
});

describe("a delay", () => {
  test("over the SDK's timeout ends in a timeout error", async () => {
    const rooms = new SteeredRooms(slowMock.url, { control: { delayMs: 4000 }, requestTimeout: 1 });
    await assert.rejects(rooms.createRoom({ name: "lobby" }), { name: "TimeoutError" });
  });

  test("under the SDK's timeout is waited out", async () => {
    const rooms = new SteeredRooms(slowMock.url, { control: { delayMs: 100 }, requestTimeout: 9 });
    const startedAt = Date.now();
    assert.deepEqual(await end(rooms), populated);
    assert.ok(Date.now() - startedAt >= 100);
  });

  test("of a dialled call may be over the client's timeout: the SDK waits for the callee", async () => {
    const sip = new SteeredSip(slowMock.url, { control: { delayMs: 1200 }, requestTimeout: 1 });
    const call = { waitUntilAnswered: true };
    const info = await sip.createSipParticipant("ST_1", "+15550100", "lobby", call);
    assert.equal(info.sipCallId, "MOCK_SIP_CALL_ID");
  });
});

const dials: readonly (readonly [string, (sip: SteeredSip) => Promise<unknown>])[] = [
  [
    "createSipParticipant",
    (sip) => sip.createSipParticipant("ST_1", "+15550100", "lobby", { waitUntilAnswered: true }),
  ],
  ["transferSipParticipant", (sip) => sip.transferSipParticipant("lobby", "al", "tel:+15550100")],
];

const sipErrors: readonly (readonly [
  sipStatus: { code: number; status?: string },
  sipStatus: string,
  code: string,
  status: number,
])[] = [
  [{ code: 486 }, "SIP_STATUS_BUSY_HERE", "resource_exhausted", 429],
  [{ code: 486, status: "Busy Here" }, "Busy Here", "resource_exhausted", 429],
  [{ code: 603 }, "SIP_STATUS_GLOBAL_DECLINE", "permission_denied", 403],
  [{ code: 480 }, "SIP_STATUS_TEMPORARILY_UNAVAILABLE", "resource_exhausted", 429],
  [{ code: 408 }, "SIP_STATUS_REQUEST_TIMEOUT", "deadline_exceeded", 408],
  [{ code: 503 }, "SIP_STATUS_SERVICE_UNAVAILABLE", "failed_precondition", 412],
  [{ code: 699 }, "699", "invalid_argument", 400],
];

for (const [method, dial] of dials) {
  describe(`the SDK's ${method}`, () => {
    for (const [given, sipStatus, code, status] of sipErrors) {
      test(`throws a SipCallError for ${JSON.stringify(given)}, and dials once`, async () => {
        const from = mock.lines.length;
        const sip = forceFailover(new SteeredSip(mock.url, { control: { sipStatus: given } }));
        await assert.rejects(dial(sip), (error) => {
          assert.ok(error instanceof SipCallError);
          assert.deepEqual(
            [error.sipStatusCode, error.sipStatus, error.code, error.status],
            [given.code, sipStatus, code, status],
          );
          const message = `SIP call failed: ${String(given.code)} ${sipStatus} (${code})`;
          assert.equal(error.message, message);
          return true;
        });
        assert.equal(mock.lines.length, from + 1);
      });
    }

    test("throws a plain error if the region is down, not a SipCallError", async () => {
      const sip = new SteeredSip(mock.url, { control: { failRegions: [0] } });
      await assert.rejects(dial(sip), (error) => {
        assert.ok(error instanceof ServerError);
        assert.ok(!(error instanceof SipCallError));
        assert.deepEqual([error.status, error.code], [503, "unavailable"]);
        return true;
      });
    });

    test("takes 11 s, or what delayMs says", async () => {
      const from = clock.waits.length;
      await dial(new SteeredSip(mock.url, { control: {} }));
      await dial(new SteeredSip(mock.url, { control: { delayMs: 0 } }));
      await dial(new SteeredSip(mock.url, { control: { delayMs: 7 } }));
      assert.deepEqual(clock.waits.slice(from), [11_000, 7]);
    });

    test("succeeds with a SIP status of success", async () => {
      await dial(new SteeredSip(mock.url, { control: { sipStatus: { code: 202 } } }));
    });
  });
}
