/** What `methods` as an object does to requests. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { MockControl } from "../src/library/index.js";
import { call, request } from "./support/call.js";
import { startTestMock } from "./support/mock.js";

const mock = await startTestMock({ regions: 3 });

const createRoom = "livekit.RoomService/CreateRoom";
const listRooms = "livekit.RoomService/ListRooms";
const listEgress = "livekit.Egress/ListEgress";
const unknown = "livekit.Future/Call";

/** The statuses of a call in each region, without a permission check. */
async function statuses(control: MockControl, path = createRoom): Promise<number[]> {
  const calls = mock.regions.map(({ url }) =>
    call(url, path, { control: { skipAuth: true, strict: true, ...control } }),
  );
  return (await Promise.all(calls)).map(({ status }) => status);
}

describe("the most specific key of methods counts:", () => {
  const service = "livekit.RoomService/*";
  const keys = ["*", service, "CreateRoom", createRoom] as const;
  const rows: readonly (readonly [path: string, keys: readonly string[], counts: string])[] = [
    [createRoom, keys, createRoom],
    [createRoom, ["*", service, "CreateRoom"], "CreateRoom"],
    [createRoom, ["*", service], service],
    [createRoom, ["*"], "*"],
    [listRooms, keys, service],
    [listEgress, keys, "*"],
    [unknown, keys, "*"],
    ["livekit.RoomService/Future", keys, service],
    ["livekit.Future/CreateRoom", keys, "CreateRoom"],
    ["constructor/toString", keys, "*"],
  ];
  for (const [path, own, counts] of rows) {
    test(`of ${own.join(", ")}: ${counts} for ${path}`, async () => {
      // The order of the keys makes no difference.
      for (const ordered of [own, [...own].reverse()]) {
        const methods = Object.fromEntries(
          ordered.map((key) => [key, { headers: { "X-Key": key } }]),
        );
        const { headers } = await call(mock.url, path, { control: { skipAuth: true, methods } });
        assert.equal(headers["x-key"], counts);
      }
    });
  }

  test("no other key adds to it", async () => {
    const control = {
      skipAuth: true,
      methods: { "*": { headers: { "X-A": "a" } }, CreateRoom: { id: "b" } },
    };
    const { headers } = await call(mock.url, createRoom, { control });
    assert.deepEqual([headers["x-a"], headers["x-lk-mock-id"]], [undefined, "b"]);
  });

  for (const path of ["constructor/toString", "__proto__/__proto__", unknown, "", "*"]) {
    test(`none for ${JSON.stringify(path)}, if no key matches`, async () => {
      const control = { methods: { CreateRoom: { failStatus: 429 } } };
      const { status, text } = await call(mock.url, path, { control });
      assert.deepEqual([status, text], [200, "{}"]);
    });
  }
});

describe("the fields of a method", () => {
  test("leave out the other methods, which have the common fields", async () => {
    const control = {
      skipAuth: true,
      response: { name: "common" },
      methods: { CreateRoom: { response: { name: "own" } } },
    };
    const texts = await Promise.all(
      [createRoom, "livekit.RoomService/UpdateRoomMetadata"].map(
        async (path) => (await call(mock.url, path, { control })).text,
      ),
    );
    assert.deepEqual(texts, ['{"name":"own"}', '{"name":"common"}']);
  });

  test("replace each common field whole", async () => {
    const control = {
      skipAuth: true,
      headers: { "X-A": "a", "X-B": "b" },
      methods: { CreateRoom: { headers: { "X-A": "c" } } },
    };
    const { headers } = await call(mock.url, createRoom, { control });
    assert.deepEqual([headers["x-a"], headers["x-b"]], ["c", undefined]);
  });

  test("override those of perRegion", async () => {
    const control: MockControl = {
      perRegion: { 0: { failStatus: 500 }, "*": { id: "b" } },
      methods: { CreateRoom: { failStatus: 429 } },
    };
    assert.deepEqual(await statuses(control), [429, 429, 429]);
    assert.deepEqual(await statuses(control, listRooms), [500, 200, 200]);
  });

  test("can pin regions and skip the permission check", async () => {
    const control = { methods: { CreateRoom: { skipAuth: true, pinnedRegions: ["region-1"] } } };
    const statusOf = async (path: string): Promise<number> =>
      (await call(mock.url, path, { control })).status;
    assert.deepEqual([await statusOf(createRoom), await statusOf(listRooms)], [451, 401]);
    const { text } = await request(`${mock.url}/settings/regions`, { control });
    assert.match(text, /region-0.*region-1.*region-2/);
  });

  test("can have every encoding", async () => {
    const control = {
      skipAuth: true,
      methods: { CreateSIPParticipant: { jsonNames: "snake", emitDefaults: true } },
    };
    const { text } = await call(mock.url, "livekit.SIP/CreateSIPParticipant", { control });
    assert.match(text, /"participant_identity":""/);
  });
});

describe("a method fails", () => {
  const rows: readonly (readonly [name: string, control: MockControl, expected: number[]])[] = [
    [
      "in all regions by failStatus",
      { methods: { CreateRoom: { failStatus: 429 } } },
      [429, 429, 429],
    ],
    ["by failMode", { methods: { CreateRoom: { failMode: "html" } } }, [502, 502, 502]],
    [
      "by failTwirpCode",
      { methods: { CreateRoom: { failTwirpCode: "aborted" } } },
      [503, 503, 503],
    ],
    ["by failMessage", { methods: { "*": { failMessage: "" } } }, [503, 503, 503]],
    ["not by another field", { methods: { CreateRoom: { id: "a" } } }, [200, 200, 200]],
    [
      "in failRegions only",
      { failRegions: [1], methods: { CreateRoom: { failStatus: 429 } } },
      [200, 429, 200],
    ],
    [
      "as others do, if only the common fields fail",
      { failRegions: [1], methods: { CreateRoom: { id: "a" } } },
      [200, 503, 200],
    ],
    [
      "with what the common fields add",
      { failMode: "html", methods: { CreateRoom: { failStatus: 504 } } },
      [504, 504, 504],
    ],
    [
      "where perRegion fails, whatever failRegions says",
      {
        failRegions: [1],
        perRegion: { 2: { failStatus: 500 } },
        methods: { CreateRoom: { failStatus: 429 } },
      },
      [200, 429, 429],
    ],
    [
      "no more from its own failUntil on",
      { methods: { CreateRoom: { failStatus: 429, failUntil: 1 } } },
      [200, 200, 200],
    ],
    [
      "until its own failUntil",
      {
        failUntil: 1,
        regionsStatus: 500,
        methods: { CreateRoom: { failStatus: 429, failUntil: 4_102_444_800_000 } },
      },
      [429, 429, 429],
    ],
    [
      "no more from the common failUntil on",
      { failUntil: 1, methods: { CreateRoom: { failStatus: 429 } } },
      [200, 200, 200],
    ],
  ];
  for (const [name, control, expected] of rows) {
    test(name, async () => {
      assert.deepEqual(await statuses(control), expected);
    });
  }

  test("without the others", async () => {
    const control: MockControl = { methods: { CreateRoom: { failStatus: 429 } } };
    assert.deepEqual(await statuses(control, listRooms), [200, 200, 200]);
  });
});

describe("methods in perRegion", () => {
  const rows: readonly (readonly [name: string, control: MockControl, expected: number[]])[] = [
    [
      "are for that region",
      { perRegion: { 1: { methods: { CreateRoom: { failStatus: 429 } } } } },
      [200, 429, 200],
    ],
    [
      "fail there, whatever failRegions says",
      {
        failRegions: [0],
        perRegion: { "*": {}, 1: { methods: { CreateRoom: { failStatus: 429 } } } },
      },
      [503, 429, 200],
    ],
    [
      "replace the common methods there",
      {
        methods: { CreateRoom: { failStatus: 429 } },
        perRegion: { 1: { methods: { ListRooms: { failStatus: 500 } } } },
      },
      [429, 200, 429],
    ],
    [
      "override the other fields of the region",
      { perRegion: { 1: { failStatus: 500, methods: { CreateRoom: { failStatus: 429 } } } } },
      [200, 429, 200],
    ],
    [
      "can be a list under an object",
      {
        methods: { "*": { failStatus: 429 } },
        perRegion: { 1: { failStatus: 500, methods: ["ListRooms"] } },
      },
      [429, 401, 429],
    ],
    [
      "can be an object under a list",
      {
        failRegions: [0, 1],
        methods: ["ListRooms"],
        perRegion: { 1: { methods: { CreateRoom: { failStatus: 429 } } } },
      },
      [401, 429, 401],
    ],
  ];
  for (const [name, control, expected] of rows) {
    test(name, async () => {
      assert.deepEqual(await statuses(control), expected);
    });
  }
});
