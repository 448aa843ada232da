import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { startTestMock } from "../support/mock.js";
import { openRaw, type RawConnection } from "../support/raw.js";
import { handshakeOf, headOf } from "../support/signal.js";
import { tokenWith } from "../support/token.js";

const mock = await startTestMock();
const port = mock.ports[0]!;

/** A call as Java's HTTP client sends it, which offers HTTP/2 with every request. */
function javaCall(name: string, control: object = {}, upgrade = "h2c"): string {
  const body = JSON.stringify({ name });
  return [
    "POST /twirp/livekit.RoomService/CreateRoom HTTP/1.1",
    "Connection: Upgrade, HTTP2-Settings",
    `Content-Length: ${String(body.length)}`,
    "Host: 127.0.0.1",
    "HTTP2-Settings: AAEAAEAAAAIAAAAAAAMAAAAAAAQBAAAAAAUAAEAAAAYABgAA",
    `Upgrade: ${upgrade}`,
    "User-Agent: Java-http-client/21.0.1",
    "Content-Type: application/json",
    `X-Lk-Mock: ${JSON.stringify({ skipAuth: true, ...control })}`,
    "",
    body,
  ].join("\r\n");
}

function handshake(): string {
  return `${handshakeOf({ query: `access_token=${tokenWith()}` }).join("\r\n")}\r\n\r\n`;
}

/** Writes, and returns what comes up to a match, without what came before. */
async function ask(connection: RawConnection, text: string, until: RegExp): Promise<string> {
  const start = connection.received().length;
  connection.socket.write(text);
  return (await connection.until(until)).slice(start);
}

describe("an upgrade to another protocol is served as if it were not asked for:", () => {
  test("a POST with a body and h2c, as often as a connection sends it", async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): void => void warnings.push(warning);
    process.on("warning", note);
    const connection = openRaw(port);
    for (let at = 0; at < 50; at++) {
      const name = `room ${String(at)}.`;
      const answer = await ask(connection, javaCall(name), new RegExp(`"name":"${name}"`));
      assert.match(answer, /^HTTP\/1.1 200 OK\r\n[^]*Connection: keep-alive/);
    }
    connection.socket.destroy();
    process.off("warning", note);
    assert.deepEqual(warnings, []);
  });

  test("a header in UTF-8", async () => {
    const connection = openRaw(port);
    const control = { failRegions: [0], failTwirpCode: "aÿé…" };
    connection.socket.write(javaCall("a", control));
    const body = await connection.until(/"msg"/);
    assert.equal(Buffer.from(body, "latin1").toString().includes('"code":"aÿé…"'), true);
    connection.socket.destroy();
  });

  test("a body that comes in pieces", async () => {
    const connection = openRaw(port);
    const text = javaCall("in pieces");
    await new Promise((resolve) => connection.socket.write(text.slice(0, -5), resolve));
    const answer = await ask(connection, text.slice(-5), /"name":"in pieces"/);
    assert.match(answer, /^HTTP\/1.1 200 OK\r\n/);
    connection.socket.destroy();
  });

  test("requests behind one another, in their order", async () => {
    const connection = openRaw(port);
    const texts = [javaCall("a", { delayMs: 100 }), javaCall("b"), javaCall("c", { delayMs: 50 })];
    const answers = await ask(connection, texts.join(""), /"name":"c"/);
    assert.match(answers, /"name":"a"[^]*"name":"b"[^]*"name":"c"/);
    connection.socket.destroy();
  });

  test("a failure that closes the connection", async () => {
    const connection = openRaw(port);
    connection.socket.write(javaCall("a", { failRegions: [0], failMode: "drop" }));
    assert.deepEqual([await connection.ended, connection.received()], ["FIN", ""]);
  });

  test("a WebSocket on a path that has none", async () => {
    const connection = openRaw(port);
    const answer = await ask(connection, javaCall("a", {}, "websocket"), /"name":"a"/);
    assert.match(answer, /^HTTP\/1.1 200 OK\r\n/);
    const health = headOf(handshakeOf({ path: "/" }));
    assert.match(await ask(connection, health, /ok$/), /^HTTP\/1.1 200 OK\r\n/);
    const unknown = headOf(handshakeOf({ path: "/rtc/v2" }));
    assert.match(await ask(connection, unknown, /not found/), /^HTTP\/1.1 404 /);
    connection.socket.destroy();
  });

  test("a client that has gone", async () => {
    const connection = openRaw(port);
    connection.socket.write(javaCall("a", { delayMs: 20 }) + javaCall("b"));
    connection.socket.resetAndDestroy();
    const other = openRaw(port);
    assert.match(await ask(other, javaCall("c"), /"name":"c"/), /200 OK/);
    other.socket.destroy();
  });
});

describe("a WebSocket behind an earlier request of its connection", () => {
  test("waits for the response to that", async () => {
    const connection = openRaw(port);
    const text = javaCall("first", { delayMs: 100 }).replace(/^Upgrade:.*\r\n/m, "") + handshake();
    const answers = await ask(connection, text, /PA_MOCK/);
    assert.match(answers, /"name":"first"[^]*HTTP\/1.1 101 Switching Protocols[^]*PA_MOCK/);
    connection.socket.destroy();
  });

  test("waits for the response to one that waited for 100 Continue", async () => {
    const connection = openRaw(port);
    const text = javaCall("first", { delayMs: 100 })
      .replace(/^Upgrade:.*\r\n/m, "")
      .replace("Host:", "Expect: 100-continue\r\nHost:");
    const answers = await ask(connection, text + handshake(), /PA_MOCK/);
    assert.match(answers, /100 Continue[^]*"name":"first"[^]*HTTP\/1.1 101 [^]*PA_MOCK/);
    connection.socket.destroy();
  });

  test("is opened on the connection that has had others", async () => {
    const connection = openRaw(port);
    await ask(connection, javaCall("first"), /"name":"first"/);
    assert.match(await ask(connection, handshake(), /PA_MOCK/), /^HTTP\/1.1 101 /);
    connection.socket.destroy();
  });
});
