/** Handlers of a test's own: which one runs, what it gets, and what a client gets of it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { RoomSchema } from "../gen/livekit_models_pb.js";
import { CreateRoomRequestSchema } from "../gen/livekit_room_pb.js";
import type { HandlerContext } from "../src/library/index.js";
import { call } from "./support/call.js";
import { createRoom, named, roomHandler } from "./support/handlers.js";
import { withMock } from "./support/withMock.js";

const path = "livekit.RoomService/CreateRoom";

type Changeable = Record<string, unknown>;

describe("a handler", () => {
  test("gets the request and makes the response, in JSON and in protobuf", async () => {
    const handlers = roomHandler((_ctx, { name, emptyTimeout }) => ({
      sid: "RM_1",
      name,
      emptyTimeout,
      creationTime: 5n,
    }));
    await withMock({ handlers }, async (mock) => {
      const json = await createRoom(mock, { body: { name: "a", empty_timeout: 7 } });
      assert.equal(json.status, 200);
      assert.equal(json.headers["content-type"], "application/json");
      assert.equal(json.headers["x-lk-mock-region"], "0");
      assert.equal(json.text, '{"sid":"RM_1","name":"a","emptyTimeout":7,"creationTime":"5"}');
      const request = create(CreateRoomRequestSchema, { name: "a", emptyTimeout: 7 });
      const binary = await createRoom(mock, {
        type: "application/protobuf",
        body: toBinary(CreateRoomRequestSchema, request),
      });
      assert.equal(binary.headers["content-type"], "application/protobuf");
      const room = { sid: "RM_1", name: "a", emptyTimeout: 7, creationTime: 5n };
      assert.deepEqual(fromBinary(RoomSchema, binary.bytes), create(RoomSchema, room));
    });
  });

  test("leaves other methods to the populated defaults", async () => {
    await withMock({ handlers: named("mine") }, async (mock) => {
      const control = { skipAuth: true };
      const rooms = await call(mock.url, "livekit.RoomService/ListRooms", { control });
      assert.equal(rooms.text, '{"rooms":[{"sid":"MOCK_SID"}]}');
    });
  });

  test("may be a method of an instance of a class", async () => {
    class Rooms {
      count = 0;
      CreateRoom(): { numParticipants: number } {
        return { numParticipants: ++this.count };
      }
    }
    await withMock({ handlers: { RoomService: new Rooms() } }, async (mock) => {
      await createRoom(mock);
      assert.equal((await createRoom(mock)).text, '{"numParticipants":2}');
    });
  });

  test("knows the region, the control, the id, the token and the headers", async () => {
    const seen: HandlerContext[] = [];
    const handlers = roomHandler((ctx) => {
      seen.push(ctx);
      return {};
    });
    await withMock({ handlers, regions: 2 }, async (mock) => {
      const token = mock.token({ identity: "ann", video: { roomCreate: true } });
      const headers = { "X-Own": "1" };
      const control = { id: "t-1", delayMs: 1, explainAuth: true };
      const url = mock.regions[1]!.url;
      await call(url, path, { token, headers, control });
      const one = seen[0]!;
      assert.deepEqual(one.region, mock.regions[1]);
      assert.equal(one.id, "t-1");
      assert.equal(one.control.delayMs, 1);
      assert.equal(one.identity, "ann");
      assert.equal(one.claims?.video?.roomCreate, true);
      assert.equal(one.headers["x-own"], "1");
      await createRoom(mock);
      const other = seen[1]!;
      assert.deepEqual(other.region, mock.regions[0]);
      assert.equal(other.id, undefined);
      assert.equal(other.identity, "");
      assert.equal(other.claims, undefined);
    });
  });

  test("gets a request object of its own per call", async () => {
    const names: string[] = [];
    const handlers = roomHandler((_ctx, request) => {
      names.push(request.name);
      request.name = "changed";
      return {};
    });
    await withMock({ handlers }, async (mock) => {
      // From the second time on, the decoded body comes from the cache.
      for (let time = 0; time < 4; time++) await createRoom(mock);
      assert.deepEqual(names, ["a", "a", "a", "a"]);
      mock.use(roomHandler(() => undefined));
    });
  });

  test("cannot change the control, the claims and the region, which calls share", async () => {
    const changed: string[] = [];
    const change = (name: string, act: () => void): void => {
      try {
        act();
        changed.push(name);
      } catch (error) {
        assert.ok(error instanceof TypeError);
      }
    };
    const handlers = roomHandler((ctx) => {
      const { control, claims, region } = ctx as unknown as Record<string, Changeable>;
      change("control", () => (control!["id"] = "changed"));
      change("headers of the control", () => ((control!["headers"] as Changeable)["X-A"] = "2"));
      change("claims", () => delete (claims!["video"] as Changeable)["roomCreate"]);
      change("region", () => (region!["index"] = 7));
      return {};
    });
    await withMock({ handlers }, async (mock) => {
      const token = mock.token({ identity: "ann", video: { roomCreate: true } });
      const control = { id: "t-1", headers: { "X-A": "1" } };
      for (let time = 0; time < 4; time++) {
        const { status, headers } = await call(mock.url, path, { token, control });
        assert.deepEqual([status, headers["x-a"], headers["x-lk-mock-id"]], [200, "1", "t-1"]);
      }
    });
    assert.deepEqual(changed, []);
  });

  test("is called for each request: its response is not kept", async () => {
    let count = 0;
    await withMock(
      { handlers: roomHandler(() => ({ numParticipants: ++count })) },
      async (mock) => {
        for (let time = 1; time <= 4; time++) {
          assert.equal((await createRoom(mock)).text, `{"numParticipants":${String(time)}}`);
        }
      },
    );
    assert.equal(count, 4);
  });

  test("of one mock is unknown to another", async () => {
    await withMock({ handlers: named("mine") }, async () => {
      await withMock({}, async (other) => {
        assert.match((await createRoom(other)).text, /MOCK_SID/);
      });
    });
  });

  test("runs after the permission check", async () => {
    let count = 0;
    await withMock(
      { handlers: roomHandler(() => ({ numParticipants: ++count })) },
      async (mock) => {
        assert.equal((await call(mock.url, path)).status, 401);
        assert.equal((await call(mock.url, path, { token: mock.token() })).status, 403);
        assert.equal(count, 0);
      },
    );
  });

  test("may take its time, and is in the log", async () => {
    const handlers = roomHandler(async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return { metadata: "later" };
    });
    await withMock({ handlers }, async (mock) => {
      assert.equal((await createRoom(mock)).text, '{"metadata":"later"}');
    });
  });
});

describe("a control decides before a handler", () => {
  const rows: readonly (readonly [
    name: string,
    control: object,
    runs: number,
    expected: RegExp | number,
  ])[] = [
    ["response wins", { response: { name: "r" } }, 0, /^\{"name":"r"\}$/],
    ["a response that does not parse does not", { response: { sid: 7 } }, 1, /"metadata":"mine"/],
    ["status", { failRegions: [0] }, 0, 503],
    ["html", { failRegions: [0], failMode: "html" }, 0, 502],
    ["garbage", { failRegions: [0], failMode: "garbage" }, 0, 200],
    ["pinnedRegions", { pinnedRegions: ["region-1"] }, 0, 451],
    ["a strict finding", { strict: true, delayMS: true }, 0, 400],
    ["strict without a finding", { strict: true }, 1, /"metadata":"mine"/],
    ["contentType shows it", { failRegions: [0], failMode: "contentType" }, 1, /"mine"/],
    [
      "trickle shows it",
      { failRegions: [0], failMode: "trickle", trickle: { bytes: 9, everyMs: 0 } },
      1,
      /"mine"/,
    ],
    ["unknownFields shows it", { failRegions: [0], failMode: "unknownFields" }, 1, /"mine"/],
    ["closeIdle shows it", { failRegions: [0], failMode: "closeIdle" }, 1, /"mine"/],
    ["jsonNames applies", { jsonNames: "snake" }, 1, /"num_participants":1/],
    ["emitDefaults applies", { emitDefaults: true }, 1, /"sid":""/],
  ];
  for (const [name, control, runs, expected] of rows) {
    test(name, async () => {
      let count = 0;
      const handlers = roomHandler(() => ({ metadata: "mine", numParticipants: ++count }));
      await withMock({ handlers, regions: 2 }, async (mock) => {
        const { status, text } = await createRoom(mock, { control, alone: true });
        if (typeof expected === "number") assert.equal(status, expected);
        else assert.match(text, expected);
        assert.equal(count, runs);
      });
    });
  }

  for (const failMode of ["truncate", "resetBody"]) {
    test(`${failMode} runs it once`, async () => {
      let count = 0;
      const handlers = roomHandler(() => ({ numParticipants: ++count }));
      await withMock({ handlers }, async (mock) => {
        await assert.rejects(createRoom(mock, { control: { failRegions: [0], failMode } }));
        assert.equal(count, 1);
      });
    });
  }

  test("an unknown method reaches none", async () => {
    await withMock({ handlers: named("mine") }, async (mock) => {
      const { status, text } = await call(mock.url, "livekit.RoomService/CreateRooms");
      assert.deepEqual([status, text], [200, "{}"]);
    });
  });
});
