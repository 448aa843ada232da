/** A mock that had no descriptor left for a while, with clients that come and go, works on. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { run } from "../support/program.js";
import { openRaw, type RawConnection } from "../support/raw.js";
import { handshakeOf, headOf, queryFor } from "../support/signal.js";
import { tokenWith } from "../support/token.js";

const descriptors = 128;
const startInLibrary = `startMock({ regions: 1 }).then(({ url }) => console.log(url));`;

/** What is started with few descriptors; it prints the URL of region 0. */
const kinds: readonly (readonly [name: string, command: string])[] = [
  ["the program", "node dist/livekit-mock.cjs --regions 1"],
  [
    "the library by require",
    `node -e 'const { startMock } = require("./dist/index.cjs"); ${startInLibrary}'`,
  ],
  [
    "the library by import",
    `node --input-type=module -e 'import { startMock } from "./dist/index.mjs"; ${startInLibrary}'`,
  ],
];

function post(path: string, type: string, body = ""): string {
  const token = tokenWith({ video: { roomCreate: true, roomList: true }, sip: { admin: true } });
  return headOf([
    `POST ${path} HTTP/1.1`,
    "Host: a",
    `Authorization: Bearer ${token}`,
    `Content-Type: ${type}`,
    `Content-Length: ${String(body.length)}`,
  ]).concat(body);
}

/** One request of each kind, and what its response begins with. */
const requests: readonly (readonly [name: string, bytes: string, expected: RegExp])[] = [
  [
    "a call in JSON",
    post("/twirp/livekit.RoomService/CreateRoom", "application/json", '{"name":"a"}'),
    /^HTTP\/1.1 200 [^]*"name":"a"/,
  ],
  [
    "a call in protobuf",
    post("/twirp/livekit.RoomService/ListRooms", "application/protobuf"),
    /^HTTP\/1.1 200 [^]*MOCK_SID/,
  ],
  [
    "a call of another service",
    post("/twirp/livekit.SIP/ListSIPInboundTrunk", "application/json", "{}"),
    /^HTTP\/1.1 200 [^]*items/,
  ],
  [
    "an unknown method",
    post("/twirp/livekit.RoomService/CreateRom", "application/json", "{}"),
    /^HTTP\/1.1 200 [^]*CreateRoom/,
  ],
  [
    "discovery",
    headOf(["GET /settings/regions HTTP/1.1", "Host: a"]),
    /^HTTP\/1.1 200 [^]*region-0/,
  ],
  [
    "validate",
    headOf([`GET /rtc/validate?${queryFor("happy")} HTTP/1.1`, "Host: a"]),
    /^HTTP\/1.1 200 [^]*success/,
  ],
  [
    "a signal connection",
    headOf(handshakeOf({ query: queryFor("happy") })),
    /^HTTP\/1.1 101 [^]*RM_MOCK/,
  ],
  ["the schema", headOf(["GET /_mock/control.schema.json HTTP/1.1", "Host: a"]), /^HTTP\/1.1 200 /],
  [
    "explain",
    post("/_mock/explain", "application/json", '{"control":{},"method":"CreateRoom"}'),
    /^HTTP\/1.1 200 [^]*region-0/,
  ],
  ["health", headOf(["GET /_test/health HTTP/1.1", "Host: a"]), /^HTTP\/1.1 200 [^]*ok/],
];

/** Sends a request, and waits so many milliseconds for its response. */
async function ask(
  connection: RawConnection,
  [name, bytes, expected]: (typeof requests)[number],
  mostMs: number,
): Promise<void> {
  connection.socket.write(bytes);
  const late = new AbortController();
  const tooLate = sleep(mostMs, undefined, { signal: late.signal }).then(() => {
    assert.fail(`${name}: no response within ${String(mostMs)} ms, but ${connection.received()}`);
  });
  await Promise.race([connection.until(expected), tooLate]);
  late.abort();
  await tooLate.catch(() => undefined);
  connection.socket.destroy();
}

/** Opens more connections than there are descriptors; resolves once the system has taken them all. */
async function exhaust(port: number): Promise<Socket[]> {
  const sockets = Array.from({ length: 400 }, () => connect(port, "127.0.0.1"));
  // The mock may end those that it has no descriptor for.
  for (const socket of sockets) socket.on("error", () => undefined);
  await Promise.all(sockets.map((socket) => once(socket, "connect")));
  return sockets;
}

for (const [name, command] of kinds) {
  describe(`${name}, with ${String(descriptors)} descriptors and 400 clients`, () => {
    test("answers every kind of request, while none is left and when there are some again", async () => {
      const program = run("sh", ["-c", `ulimit -n ${String(descriptors)}; exec ${command}`]);
      const [, port = ""] = await program.until(/http:\/\/[\d.]+:(\d+)/);
      const early = requests.map(() => openRaw(Number(port)));
      await Promise.all(early.map(({ socket }) => once(socket, "connect")));
      const sockets = await exhaust(Number(port));
      // One by one, so that none is served with the descriptor of another.
      for (const [at, request] of requests.entries()) {
        await ask(early[at]!, request, 10_000);
      }
      for (const socket of sockets) socket.destroy();
      await Promise.all(requests.map((request) => ask(openRaw(Number(port)), request, 1_000)));
      assert.equal(program.child.exitCode, null);
    });
  });
}
