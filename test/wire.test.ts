/** What clients rely on, on raw bytes: section for section as they were found to. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { startTestMock } from "./support/mock.js";
import { exchange, openRaw } from "./support/raw.js";
import { nowSeconds, signToken } from "./support/token.js";

const mock = await startTestMock({ regions: 2 });
const port = mock.ports[0]!;
const open = 'X-Lk-Mock: {"skipAuth":true}';

/** A request head, and a body behind it. */
function message(first: string, headers: readonly string[], body = ""): string {
  return [`${first} HTTP/1.1`, "Host: 127.0.0.1", ...headers, "", body].join("\r\n");
}

function post(path: string, headers: readonly string[], body = ""): string {
  const length = `Content-Length: ${String(Buffer.byteLength(body))}`;
  return message(`POST /twirp/livekit.${path}`, [length, ...headers], body);
}

const json = "Content-Type: application/json";
const protobuf = "Content-Type: application/protobuf";
const close = "Connection: close";

function headerLines(answer: string): string[] {
  return answer.split("\r\n\r\n", 1)[0]!.split("\r\n");
}

describe("a success", () => {
  test("is exactly 200, with exactly the content type of the request's encoding", async () => {
    const answer = await exchange(port, post("RoomService/ListRooms", [protobuf, open, close]));
    assert.ok(answer.startsWith("HTTP/1.1 200 OK\r\n"));
    assert.ok(headerLines(answer).includes("Content-Type: application/protobuf"));
    assert.ok(headerLines(answer).includes("X-Lk-Mock-Region: 0"));
  });

  test("with an empty body has the content type as well", async () => {
    const answer = await exchange(port, post("RoomService/DeleteRoom", [protobuf, open, close]));
    assert.ok(headerLines(answer).includes("Content-Type: application/protobuf"));
    assert.ok(headerLines(answer).includes("Content-Length: 0"));
    assert.ok(answer.endsWith("\r\n\r\n"));
  });

  test("is not compressed, whatever is offered", async () => {
    const headers = [json, open, close, "Accept-Encoding: gzip, deflate, br"];
    const answer = await exchange(port, post("RoomService/CreateRoom", headers, '{"name":"a"}'));
    assert.ok(answer.endsWith('{"sid":"MOCK_SID","name":"a","enabledCodecs":[{}]}'));
  });
});

describe("an error", () => {
  test("is exactly application/json, without a charset, and has code and msg", async () => {
    const control = 'X-Lk-Mock: {"skipAuth":true,"failRegions":[0]}';
    const answer = await exchange(port, post("RoomService/CreateRoom", [protobuf, control, close]));
    assert.ok(answer.startsWith("HTTP/1.1 503 Service Unavailable\r\n"));
    assert.ok(headerLines(answer).includes("Content-Type: application/json"));
    assert.ok(headerLines(answer).includes("X-Lk-Mock-Region: "));
    assert.ok(answer.endsWith('\r\n\r\n{"code":"unavailable","msg":"mock failure (status 503)"}'));
    assert.doesNotMatch(answer, /retry-after/i);
  });

  test("of a missing token is the exact 401", async () => {
    const answer = await exchange(port, post("RoomService/CreateRoom", [json, close], "{}"));
    assert.ok(answer.startsWith("HTTP/1.1 401 Unauthorized\r\n"));
    assert.ok(answer.endsWith('{"code":"unauthenticated","msg":"mock: unauthenticated"}'));
  });
});

describe("a request", () => {
  test("of Rust, with an empty body and neither length nor chunking, is answered at once", async () => {
    const head = message("POST /twirp/livekit.RoomService/ListRooms", [protobuf, open]);
    const connection = openRaw(port);
    connection.socket.write(head);
    await connection.until(/^HTTP\/1.1 200 OK[^]*\r\n\r\n/);
    connection.socket.destroy();
  });

  test("has header names in any case", async () => {
    const headers = ["content-TYPE: application/json", 'x-lk-MOCK: {"skipAuth":true}', close];
    const answer = await exchange(port, post("RoomService/CreateRoom", headers, "{}"));
    assert.ok(answer.startsWith("HTTP/1.1 200 OK\r\n"));
  });

  test("may come in chunks", async () => {
    const headers = [json, open, close, "Transfer-Encoding: chunked"];
    const body = '5\r\n{"nam\r\n7\r\ne":"b"}\r\n0\r\n\r\n';
    const answer = await exchange(
      port,
      message("POST /twirp/livekit.RoomService/CreateRoom", headers, body),
    );
    assert.match(answer, /"name":"b"/);
  });

  test("of a client that is done sending gets its response", async () => {
    const connection = openRaw(port);
    connection.socket.end(post("RoomService/CreateRoom", [json, open], "{}"));
    assert.equal(await connection.ended, "FIN");
    assert.match(connection.received(), /MOCK_SID/);
  });

  test("with an absolute target is answered like one with a path", async () => {
    const answer = await exchange(port, message("GET http://a.test/_test/health?x", [close]));
    assert.ok(answer.endsWith("\r\n\r\nok"));
  });
});

describe("a connection", () => {
  test("is kept after a response, a failure and a 404, and says for how long", async () => {
    const connection = openRaw(port);
    const fail = 'X-Lk-Mock: {"skipAuth":true,"failRegions":[0]}';
    connection.socket.write(post("RoomService/CreateRoom", [json, open], "{}"));
    await connection.until(/MOCK_SID/);
    connection.socket.write(post("RoomService/CreateRoom", [json, fail], "{}"));
    await connection.until(/mock failure/);
    connection.socket.write(message("GET /nobody", []));
    const answers = await connection.until(/404 page not found\n$/);
    assert.equal(answers.match(/Connection: keep-alive/g)?.length, 3);
    const [, seconds] = /Keep-Alive: timeout=(\d+)/.exec(answers) ?? [];
    assert.ok(Number(seconds) >= 120);
    connection.socket.destroy();
  });

  test("is kept after a body that is over the limit", async () => {
    const small = await startTestMock({ maxBody: 10 });
    const connection = openRaw(small.ports[0]!);
    connection.socket.write(post("RoomService/CreateRoom", [json], "x".repeat(100_000)));
    await connection.until(/413 Payload Too Large[^]*max-body/);
    connection.socket.write(message("GET /", []));
    await connection.until(/ok$/);
    connection.socket.destroy();
  });

  test("is closed by drop with a FIN and not a byte", async () => {
    const control = 'X-Lk-Mock: {"skipAuth":true,"failRegions":[0],"failMode":"drop"}';
    assert.equal(await exchange(port, post("RoomService/CreateRoom", [json, control], "{}")), "");
  });

  test("is closed by drop after earlier answers on it", async () => {
    const control = 'X-Lk-Mock: {"skipAuth":true,"failRegions":[0],"failMode":"drop"}';
    const connection = openRaw(port);
    connection.socket.write(message("GET /", []));
    const before = await connection.until(/ok$/);
    connection.socket.write(post("RoomService/CreateRoom", [json, control], "{}"));
    assert.equal(await connection.ended, "FIN");
    assert.equal(connection.received(), before);
  });
});

describe("the region list", () => {
  test("comes within a second, whatever the token and the delay", async () => {
    const headers = ["Authorization: Bearer test-token", 'X-Lk-Mock: {"delayMs":60000}', close];
    const answer = await exchange(port, message("GET /settings/regions", headers));
    const lines = headerLines(answer);
    assert.ok(lines.includes("Content-Type: application/json"));
    assert.ok(lines.includes("Cache-Control: max-age=0"));
    assert.ok(lines.includes("X-Lk-Mock-Region: 0"));
    assert.match(answer, /"region-0".*"region-1"/);
  });
});

describe("the token of", () => {
  const valid = { iss: "devkey", exp: nowSeconds() + 3600 };
  const video = { roomCreate: true };
  const tokens: readonly (readonly [sdk: string, token: string])[] = [
    [
      "Rust",
      signToken({
        ...valid,
        nbf: nowSeconds(),
        sub: "",
        name: "",
        sha256: "",
        roomConfig: null,
        video: { ...video, roomList: false, room: "", canPublishSources: [] },
        sip: { admin: false, call: false },
      }),
    ],
    ["Kotlin", signToken({ ...valid, video, sip: {} })],
    ["Ruby", signToken({ ...valid, nbf: nowSeconds() - 5, video }, { header: { alg: "HS256" } })],
    ["Python", signToken({ ...valid, sub: "", video })],
  ];
  for (const [sdk, token] of tokens) {
    test(`${sdk} is let in`, async () => {
      const headers = [json, close, `Authorization: Bearer ${token}`];
      const answer = await exchange(port, post("RoomService/CreateRoom", headers, "{}"));
      assert.ok(answer.startsWith("HTTP/1.1 200 OK\r\n"));
    });
  }
});
