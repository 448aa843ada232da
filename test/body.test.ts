import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { describe, test } from "node:test";
import { create, toBinary } from "@bufbuild/protobuf";
import { CreateRoomRequestSchema } from "../gen/livekit_room_pb.js";
import { call } from "./support/call.js";
import { SteppedClock } from "./support/clock.js";
import { visit } from "./support/departures.js";
import { startTestMock } from "./support/mock.js";
import { brief } from "./support/brief.js";

const mock = await startTestMock({ maxBody: 10_000 });
const path = "livekit.RoomService/CreateRoom";
const json = "application/json";
const protobuf = "application/protobuf";
const room = (name: string): Uint8Array =>
  toBinary(CreateRoomRequestSchema, create(CreateRoomRequestSchema, { name }));

interface Row {
  readonly name: string;
  readonly type: string;
  readonly body: string | Uint8Array;
  /** The name that the response echoes. */
  readonly echoed: string;
  readonly warnings: readonly RegExp[];
}

const undecodable = (reason: string): RegExp => new RegExp(`^body doesNotDecode: .*${reason}.*`);
const unknown = (name: string, near: string): RegExp =>
  new RegExp(`^body unknownField of livekit.CreateRoomRequest: "${name}" -> ${near}$`);
const foreign = /^Content-Type wrongContentType: /;

const rows: readonly Row[] = [
  { name: "JSON", type: json, body: '{"name":"a"}', echoed: "a", warnings: [] },
  {
    name: "JSON with a charset",
    type: `${json};charset=UTF-8`,
    body: '{"name":"a"}',
    echoed: "a",
    warnings: [],
  },
  {
    name: "JSON with proto names",
    type: json,
    body: '{"name":"a","empty_timeout":1}',
    echoed: "a",
    warnings: [],
  },
  { name: "protobuf", type: protobuf, body: room("a"), echoed: "a", warnings: [] },
  { name: "an empty protobuf body", type: protobuf, body: "", echoed: "", warnings: [] },
  {
    name: "an empty JSON body",
    type: json,
    body: "",
    echoed: "",
    warnings: [undecodable("JSON")],
  },
  {
    name: "JSON that ends early",
    type: json,
    body: '{"name":"a"',
    echoed: "",
    warnings: [undecodable("JSON")],
  },
  {
    name: "a JSON list",
    type: json,
    body: "[]",
    echoed: "",
    warnings: [undecodable("Array")],
  },
  {
    name: "a JSON null",
    type: json,
    body: "null",
    echoed: "",
    warnings: [undecodable("null")],
  },
  {
    name: "JSON with a wrong type is read up to there",
    type: json,
    body: '{"name":"a","emptyTimeout":"x"}',
    echoed: "a",
    warnings: [undecodable("empty_timeout")],
  },
  {
    name: "JSON with an unknown field is read without it",
    type: json,
    body: '{"nmae":1,"name":"a"}',
    echoed: "a",
    warnings: [unknown("nmae", "name")],
  },
  {
    name: "JSON with an unknown field deep inside",
    type: json,
    body: '{"name":"a","egress":{"room":{"roomNam":"b"}}}',
    echoed: "a",
    warnings: [
      /^body.egress.room unknownField of livekit.RoomCompositeEgressRequest: "roomNam" -> roomName$/,
    ],
  },
  {
    name: "JSON with an unknown enum value",
    type: json,
    body: '{"name":"a","egress":{"room":{"preset":"H264_720P_31"}}}',
    echoed: "a",
    warnings: [
      /^body.egress.room.preset unknownValue of livekit.EncodingOptionsPreset: "H264_720P_31" -> H264_720P_30$/,
    ],
  },
  {
    name: "JSON with a field twice",
    type: json,
    body: '{"name":"a","name":"b"}',
    echoed: "b",
    warnings: [/^body\.name givenTwice$/],
  },
  {
    name: "JSON that is not UTF-8",
    type: json,
    body: Buffer.from('{"name":"a","metadata":"\u00ff"}', "latin1"),
    echoed: "a",
    warnings: [undecodable("utf-8")],
  },
  {
    name: "JSON with __proto__",
    type: json,
    body: '{"__proto__":{"name":"x"},"name":"a"}',
    echoed: "a",
    warnings: [/^body unknownField of livekit.CreateRoomRequest: "__proto__"/],
  },
  {
    name: "deep JSON",
    type: json,
    body: '{"name":"a","x":' + "[".repeat(4000) + "]".repeat(4000) + "}",
    echoed: "a",
    warnings: [
      /^body decodedInPart: over 100 levels deep$/,
      /^body unknownField of livekit.CreateRoomRequest: "x"/,
    ],
  },
  {
    name: "protobuf that ends early is read up to there",
    type: protobuf,
    body: Buffer.concat([room("a"), Buffer.from([0x52, 0x7f, 0x01])]),
    echoed: "a",
    warnings: [undecodable("")],
  },
  {
    name: "protobuf with an unknown field",
    type: protobuf,
    body: Buffer.concat([room("a"), Buffer.from([0xf8, 0x7f, 0x01])]),
    echoed: "a",
    warnings: [/^body unknownFieldNumber of livekit.CreateRoomRequest: 2047$/],
  },
  {
    name: "JSON in capitals",
    type: json.toUpperCase(),
    body: '{"name":"a"}',
    echoed: "a",
    warnings: [],
  },
  {
    name: "text that has JSON in its type, in any case, is JSON",
    type: "application/vnd.x+Json",
    body: '{"name":"a"}',
    echoed: "a",
    warnings: [foreign],
  },
  {
    name: "text that has json in its type is JSON",
    type: "text/json",
    body: '{"name":"a"}',
    echoed: "a",
    warnings: [foreign],
  },
  {
    name: "octets are protobuf",
    type: "application/octet-stream",
    body: room("a"),
    echoed: "a",
    warnings: [foreign],
  },
];

describe("a request body", () => {
  for (const { name, type, body, echoed, warnings } of rows) {
    test(name, async () => {
      const result = await call(mock.url, path, { type, body, control: { skipAuth: true } });
      assert.equal(result.status, 200);
      const isJson = /json/i.test(type);
      assert.equal(result.headers["content-type"], isJson ? json : protobuf);
      const found = new RegExp(isJson ? '"name":"([^"]*)"' : "\u0012.(a)").exec(result.text)?.[1];
      assert.equal(found ?? "", echoed);
      assert.equal(result.warnings.length, warnings.length, result.warnings.join("\n"));
      warnings.forEach((warning, at) => {
        assert.match(result.warnings[at]!, warning);
      });
      result.warnings.forEach((warning) => {
        assert.ok(warning.length <= 200);
      });
    });
  }

  test("without a content type is protobuf, with a warning", async () => {
    const control = { skipAuth: true };
    const url = `${mock.url}/twirp/${path}`;
    const response = await fetch(url, {
      method: "POST",
      body: room("a"),
      headers: { "X-Lk-Mock": JSON.stringify(control) },
    });
    assert.equal(response.headers.get("content-type"), protobuf);
    assert.match(response.headers.get("x-lk-mock-warning") ?? "", /^Content-Type: missing; /);
  });

  test("with many findings has eight of them on the response", async () => {
    const fields = Array.from({ length: 20 }, (_, at) => [`f${String(at)}`, 1]);
    const body = Object.fromEntries(fields) as object;
    const result = await call(mock.url, path, { body, control: { skipAuth: true } });
    assert.equal(result.warnings.length, 8);
    assert.equal(result.warnings[7], "13 more findings");
  });

  test("findings are safe in a header", async () => {
    const body = '{"a\\r\\nX-Evil: 1\\u00e9\\ud83d\\ude00":1}';
    const result = await call(mock.url, path, { body, control: { skipAuth: true } });
    assert.equal(result.headers["x-evil"], undefined);
    assert.match(result.warnings[0]!, /^[\x20-\x7e]+$/);
    assert.match(result.warnings[0]!, /X-Evil: 1\\\\u00e9/);
  });

  test("findings are in the log as well", async () => {
    const from = mock.lines.length;
    await call(mock.url, path, { body: { nmae: 1 }, control: { skipAuth: true } });
    assert.deepEqual(mock.lines.slice(from, from + 1).map(brief), [
      `warning: region-0 ${path}: body unknownField of livekit.CreateRoomRequest: "nmae" -> name`,
    ]);
  });

  test("over the limit is a 413 that says so", async () => {
    const result = await call(mock.url, path, { body: "x".repeat(10_001) });
    assert.equal(result.status, 413);
    assert.deepEqual(JSON.parse(result.text), {
      code: "resource_exhausted",
      msg: "mock: the request body is over 10000 bytes (--max-body)",
    });
    assert.equal(result.headers["x-lk-mock-region"], "");
  });

  test("at the limit is read", async () => {
    const body = `{"name":"a"${" ".repeat(9_988)}}`;
    const result = await call(mock.url, path, { body, control: { skipAuth: true } });
    assert.deepEqual([body.length, result.status], [10_000, 200]);
  });
});

describe("a body that is not wanted", () => {
  const overLimit = 8_000_000;

  test("is read in a wait, but no further than the limit", async () => {
    const clock = new SteppedClock();
    const limited = await startTestMock({ maxBody: 100_000, clock });
    const visitor = await visit(limited.ports[0]!);
    const { connection, kept } = visitor;
    const control = JSON.stringify({ discovery: { delayMs: 1 } });
    const length = `Content-Length: ${String(overLimit)}`;
    connection.socket.write(
      `GET /settings/regions HTTP/1.1\r\nHost: a\r\nX-Lk-Mock: ${control}\r\n${length}\r\n\r\n`,
    );
    const { end } = await clock.next();
    connection.socket.write(Buffer.alloc(overLimit));
    while (kept.bytesRead <= 100_000) await setImmediate();
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.ok(kept.bytesRead < overLimit / 8);
    end();
    await connection.until(/"region-0"[^]*\}$/);
    connection.socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await connection.until(/\}HTTP\/1.1 200 OK[^]*ok$/);
    connection.socket.destroy();
  });
});
