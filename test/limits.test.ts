/** How much of a request is decoded, to the last entry. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { create, toBinary } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import {
  CreateRoomRequestSchema,
  ListRoomsRequestSchema,
  ListRoomsResponseSchema,
} from "../gen/livekit_room_pb.js";
import { limitJson } from "../src/util/limitedJson.js";
import { decode } from "../src/protobuf/decode.js";
import { readJson } from "../src/util/readJson.js";
import { call, request, type RequestOptions } from "./support/call.js";
import { startTestMock } from "./support/mock.js";
import { openSignal, queryFor, requestBytes } from "./support/signal.js";

const mock = await startTestMock();
const hosted = await startTestMock({ regions: 2, hostRegions: ".livekit.cloud" });
const createRoom = "livekit.RoomService/CreateRoom";
const limit = 10_000;

describe("a JSON text", () => {
  const list = (count: number, entry = "{}"): string => `[${Array(count).fill(entry).join()}]`;
  const map = (count: number): string =>
    `{${Array.from({ length: count }, (_, at) => `"${String(at)}":1`).join()}}`;
  const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;

  const whole: readonly (readonly [name: string, text: string])[] = [
    ["10,000 messages in a list", `{"a":${list(limit)}}`],
    ["10,000 messages of four fields", `{"a":${list(limit, `{${'"x":1,'.repeat(3)}"y":"["}`)}}`],
    ["10,000 entries in 100 lists", `{"a":[${Array(100).fill(list(99)).join()}]}`],
    ["10,000 single messages", `{"a":[${Array(5_000).fill('{"b":{}}').join()}]}`],
    ["10,100 entries of a map", `{"a":${map(9_999 + 100)}}`],
    ["100 levels", nested(100)],
    ["brackets and quotes in strings", `{"a":"${'[{,:\\"\\\\'.repeat(20_000)}"}`],
    ["empty lists with blanks", `{"a":[${Array(9_999).fill("[ \n]").join()}]}`],
  ];
  for (const [name, text] of whole) {
    test(`of ${name} is read whole`, () => {
      JSON.parse(text);
      assert.equal(limitJson(text).text, text);
      assert.equal(limitJson(text).excess, undefined);
    });
  }

  const parts: readonly (readonly [
    name: string,
    text: string,
    expected: unknown,
    excess: string,
  ])[] = [
    [
      "a list",
      `{"n":1,"a":${list(limit + 1)},"z":1}`,
      { n: 1, a: Array(limit).fill({}) },
      "entries",
    ],
    ["a list of numbers", list(limit + 1, "1"), Array(limit).fill(1), "entries"],
    [
      "a message behind a list",
      `{"a":${list(limit)},"z":{}}`,
      { a: Array(limit).fill({}) },
      "entries",
    ],
    [
      "a list behind a list",
      `{"a":${list(limit)},"z":[1]}`,
      { a: Array(limit).fill({}) },
      "entries",
    ],
    [
      "101 levels",
      nested(101),
      JSON.parse(nested(100).replace("1", "{}").replace('{"a":{}}', "{}")),
      "levels",
    ],
  ];
  for (const [name, text, expected, excess] of parts) {
    test(`is read up to the limit in ${name}`, () => {
      const limited = readJson(text);
      assert.deepEqual(limited.value, expected);
      assert.equal(limited.excess, excess);
    });
  }

  test("is read up to its 50,000th field", () => {
    const { value, excess } = readJson(list(5_000, `{${'"x":1,'.repeat(24)}"y":1}`));
    assert.equal(excess, "fields");
    assert.equal((value as object[]).length, 2_001);
  });

  test("that is not JSON stays so", () => {
    for (const text of ["[".repeat(500), '{"a":'.repeat(500) + "x", ",".repeat(30_000)]) {
      const { value } = readJson(text.replaceAll("x", "]"));
      assert.ok(value === undefined || typeof value === "object");
    }
    assert.equal(readJson(`[1,2,}${list(limit + 1)}`).value, undefined);
  });
});

describe("the bytes of a message", () => {
  const rooms = (count: number): Uint8Array =>
    toBinary(
      ListRoomsResponseSchema,
      create(ListRoomsResponseSchema, { rooms: Array<object>(count).fill({ name: "a" }) }),
    );

  test("are read whole with 10,000 messages, and up to there with more", () => {
    const [whole, more] = [rooms(limit), rooms(limit + 1)];
    const all = decode(ListRoomsResponseSchema, whole);
    assert.deepEqual(
      [all.message.rooms.length, all.entries, all.excess],
      [limit, limit, undefined],
    );
    const { message, excess } = decode(ListRoomsResponseSchema, more);
    assert.deepEqual([message.rooms.length, excess], [limit, "entries"]);
  });

  test("are read up to there inside of a message", () => {
    const outputs = Array<object>(limit).fill({ filepath: "a" });
    const request = create(CreateRoomRequestSchema, { egress: { room: { fileOutputs: outputs } } });
    const { message, excess } = decode(
      CreateRoomRequestSchema,
      toBinary(CreateRoomRequestSchema, request),
    );
    assert.equal(excess, "entries");
    assert.equal(message.egress?.room?.fileOutputs.length, limit - 2);
  });

  test("count strings, packed numbers, map entries and unknown fields as entries", () => {
    const tagged = (number: number, content: Uint8Array): Uint8Array =>
      new BinaryWriter().tag(number, WireType.LengthDelimited).bytes(content).finish();
    const names = create(ListRoomsRequestSchema, { names: ["a", "b"] });
    const tags = create(CreateRoomRequestSchema, { tags: { a: "1", b: "2" } });
    assert.equal(
      decode(ListRoomsRequestSchema, toBinary(ListRoomsRequestSchema, names)).entries,
      2,
    );
    assert.equal(
      decode(CreateRoomRequestSchema, toBinary(CreateRoomRequestSchema, tags)).entries,
      2,
    );
    assert.equal(decode(ListRoomsRequestSchema, tagged(99, new Uint8Array(3))).entries, 1);
  });

  test("count a field that comes again and again", () => {
    const bytes = Buffer.alloc(60_000, Buffer.from([0x0a, 0x01, 0x61]));
    const { excess } = decode(CreateRoomRequestSchema, bytes);
    assert.equal(excess, "entries");
  });

  test("are counted up to where they do not decode", () => {
    const bytes = Buffer.concat([rooms(2), Buffer.from([0x0a, 0x7f])]);
    const { message, entries, excess } = decode(ListRoomsResponseSchema, bytes);
    assert.deepEqual([message.rooms.length, entries, excess], [2, 3, undefined]);
  });

  const groups = (levels: number): Buffer =>
    Buffer.concat([
      Buffer.alloc(2 * levels, Buffer.from([0x9b, 0x06])),
      Buffer.alloc(2 * levels, Buffer.from([0x9c, 0x06])),
    ]);

  test("are read with groups of 100 levels, and up to more", () => {
    assert.equal(decode(CreateRoomRequestSchema, groups(99)).excess, undefined);
    assert.equal(decode(CreateRoomRequestSchema, groups(100)).excess, "levels");
  });

  test("are read up to the 50,000th field of a group", () => {
    const fields = Buffer.alloc(2 * 50_000, Buffer.from([0x08, 0x00]));
    const group = Buffer.concat([Buffer.from([0x9b, 0x06]), fields, Buffer.from([0x9c, 0x06])]);
    assert.equal(decode(CreateRoomRequestSchema, group).excess, "fields");
  });
});

describe("a call", () => {
  const names = Array.from({ length: limit + 5 }, () => "a");
  const bodies = [
    ["application/json", JSON.stringify({ name: "a", agents: names.map(() => ({})) })],
    [
      "application/protobuf",
      toBinary(
        CreateRoomRequestSchema,
        create(CreateRoomRequestSchema, { name: "a", agents: names.map(() => ({})) }),
      ),
    ],
  ] as const;
  for (const [type, body] of bodies) {
    test(`in ${type} that goes over a limit is read up to there, and told so`, async () => {
      const { status, text, warnings } = await call(mock.url, createRoom, {
        type,
        body: body as string,
        control: { skipAuth: true },
      });
      assert.equal(status, 200);
      assert.match(text, /a/);
      assert.deepEqual(warnings, ["body decodedInPart: over 10000 messages and entries"]);
    });
  }

  test("with a control that goes over a limit is treated as far as that was read", async () => {
    const failRegions = Array.from({ length: limit + 5 }, () => 0);
    const control = { failStatus: 418, skipAuth: true, failRegions };
    const { status, warnings } = await call(mock.url, createRoom, { control });
    assert.equal(status, 418);
    assert.deepEqual(warnings, ["X-Lk-Mock decodedInPart: over 10000 messages and entries"]);
  });

  test("with a token whose header goes over a limit is refused for that", async () => {
    const header = Buffer.from("[".repeat(500)).toString("base64url");
    const control = { explainAuth: true };
    const { text } = await call(mock.url, createRoom, { token: `${header}.e30.e30`, control });
    assert.match(text, /"reason":"its header is over 100 levels deep"/);
  });

  test("with 10,001 header lines is refused, and with 10,000 answered", async () => {
    const headers = (count: number): Record<string, string> =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`a${String(at)}`, ""]));
    const ask = async (count: number): Promise<number> =>
      (await call(mock.url, createRoom, { headers: headers(count) })).status;
    assert.equal(await ask(9_000), 401);
    assert.equal(await ask(10_001), 431);
  });
});

describe("discovery", () => {
  const ask = async (options: RequestOptions): Promise<string> =>
    (await request(`${hosted.url}/settings/regions`, options)).text;

  test("takes no host of over 300 characters for one that selects a region", async () => {
    const host = (length: number): Record<string, string> => ({
      Host: `${"a".repeat(length - ".livekit.cloud".length)}.livekit.cloud`,
    });
    assert.match(await ask({ headers: host(300) }), /a\.livekit\.cloud/);
    assert.doesNotMatch(await ask({ headers: host(301) }), /livekit\.cloud/);
  });

  test("does to no URL of over 2,048 characters what it does to shorter ones", async () => {
    const listed = async (length: number): Promise<string> => {
      const url = `http://a/${"b".repeat(length - "http://a/".length)}`;
      return ask({
        control: { discovery: { inject: ["wsScheme"], regions: [{ region: "a", url }] } },
      });
    };
    assert.match(await listed(2_048), /"ws:/);
    assert.match(await listed(2_049), /"http:/);
  });
});

describe("a signal connection", () => {
  test("answers a frame that goes over a limit as far as it is read, and logs that", async () => {
    const client = await openSignal(mock.ports[0]!, { query: queryFor("happy") });
    await client.event(0);
    const ping = requestBytes({ pingReq: { timestamp: "1" } });
    const unknown = Buffer.alloc(60_000, Buffer.from([0xc0, 0x3e, 0x00]));
    const logged = mock.logged(/over 10000 messages and entries/);
    client.frame(2, Buffer.concat([ping, unknown]));
    assert.equal((await client.event(1)).kind, "message");
    await logged;
    client.socket.destroy();
  });
});
