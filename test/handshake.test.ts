import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { startTestMock } from "./support/mock.js";
import { openRaw } from "./support/raw.js";
import { handshakeOf, headOf, openSignal, queryFor } from "./support/signal.js";

interface Handshake {
  readonly name: string;
  /** Makes a wrong handshake of the lines of a right one. */
  readonly change: (lines: string[]) => string[];
  readonly answer: RegExp;
}

function without(name: string): Handshake["change"] {
  return (lines) => lines.filter((line) => !line.startsWith(name));
}

const notInForm =
  /not a WebSocket handshake: expected an HTTP\/1.1 GET with Upgrade: websocket and no body\n$/;
const handshakes: readonly Handshake[] = [
  {
    name: "without a key",
    change: without("Sec-WebSocket-Key"),
    answer: /not a WebSocket handshake: Missing or invalid Sec-WebSocket-Key header\n$/,
  },
  {
    name: "with a short key",
    change: (lines) => [...without("Sec-WebSocket-Key")(lines), "Sec-WebSocket-Key: abc"],
    answer: /Missing or invalid Sec-WebSocket-Key header\n$/,
  },
  {
    name: "without a version",
    change: without("Sec-WebSocket-Version"),
    answer: /^Sec-WebSocket-Version: 13\r\n[^]*Missing or invalid Sec-WebSocket-Version header\n$/m,
  },
  {
    name: "of another version",
    change: (lines) => [...without("Sec-WebSocket-Version")(lines), "Sec-WebSocket-Version: 12"],
    answer: /^Sec-WebSocket-Version: 13\r\n[^]*Missing or invalid Sec-WebSocket-Version header\n$/m,
  },
  {
    name: "with extensions that cannot be read",
    change: (lines) => [...lines, "Sec-WebSocket-Extensions: permessage-deflate; ="],
    answer: /Invalid or unacceptable Sec-WebSocket-Extensions header\n$/,
  },
  {
    name: "by POST",
    change: ([first = "", ...lines]) => [
      first.replace("GET", "POST"),
      ...lines,
      "Content-Length: 0",
    ],
    answer: notInForm,
  },
  {
    name: "of HTTP/1.0",
    change: ([first = "", ...lines]) => [first.replace("1.1", "1.0"), ...lines],
    answer: notInForm,
  },
  {
    name: "with a body",
    change: (lines) => [...lines, "Content-Length: 2", "", "{}"],
    answer: notInForm,
  },
  {
    name: "with a body in pieces",
    change: (lines) => [...lines, "Transfer-Encoding: chunked", "", "0"],
    answer: notInForm,
  },
  {
    name: "without Upgrade",
    change: without("Upgrade"),
    answer: notInForm,
  },
  {
    name: "for another protocol",
    change: (lines) => [...without("Upgrade")(lines), "Upgrade: h2c"],
    answer: notInForm,
  },
];

describe("a handshake is refused with 400", () => {
  for (const { name, change, answer } of handshakes) {
    test(name, async () => {
      const mock = await startTestMock();
      const connection = openRaw(mock.ports[0]!);
      const lines = change(handshakeOf({ query: queryFor("happy") }));
      connection.socket.write(headOf(lines));
      const received = await connection.until(answer);
      assert.match(received, /^HTTP\/1.1 400 Bad Request\r\n/);
      assert.match(mock.lines.at(-1)!, / 400 +\d+ ms +\S+ \/rtc( |$)/);
      connection.socket.destroy();
    });
  }

  test("without a host", async () => {
    const mock = await startTestMock();
    const connection = openRaw(mock.ports[0]!);
    const lines = without("Host")(handshakeOf({ query: queryFor("happy") }));
    connection.socket.write(headOf(lines));
    assert.equal(await connection.ended, "FIN");
    assert.match(connection.received(), /^HTTP\/1.1 400 Bad Request\r\n/);
  });

  test("but with 401 if the token is bad too", async () => {
    const mock = await startTestMock();
    const connection = openRaw(mock.ports[0]!);
    connection.socket.write(headOf(without("Sec-WebSocket-Key")(handshakeOf({}))));
    assert.match(await connection.until(/invalid token/), /^HTTP\/1.1 401 /);
    connection.socket.destroy();
  });
});

test("the warnings of a refused handshake are not on the next one", async () => {
  const mock = await startTestMock();
  const refused = openRaw(mock.ports[0]!);
  const lines = without("Sec-WebSocket-Key")(handshakeOf({ query: queryFor("sad") }));
  refused.socket.write(headOf(lines));
  await refused.until(/X-Lk-Mock-Warning: lk\.mock\.signal/);
  const client = await openSignal(mock.ports[0]!, { query: queryFor("happy") });
  assert.doesNotMatch(client.head, /Warning/);
  client.socket.destroy();
});

test("a handshake of a client that has ended its side is refused", async () => {
  const mock = await startTestMock();
  const { socket, until } = openRaw(mock.ports[0]!);
  socket.end(headOf(handshakeOf({ query: queryFor("happy") })));
  const answer = await until(/the client has ended its side of the connection\n$/);
  assert.match(answer, /^HTTP\/1.1 400 /);
});

test("the name of the protocol is read in any case", async () => {
  const mock = await startTestMock();
  const connection = openRaw(mock.ports[0]!);
  const lines = handshakeOf({ query: queryFor("happy") });
  const upper = lines.map((line) => line.replace("Upgrade: websocket", "UPGRADE: WebSocket"));
  connection.socket.write(headOf(upper));
  await connection.until(/PA_MOCK/);
  connection.socket.destroy();
});

test("any origin may connect", async () => {
  const mock = await startTestMock();
  const headers = ["Origin: https://app.example"];
  const client = await openSignal(mock.ports[0]!, { query: queryFor("happy"), headers });
  assert.equal((await client.event(0)).kind, "message");
  client.socket.destroy();
});
