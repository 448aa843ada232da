/** Clients that send a large body before they read the response, and how much of it is read. */
import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { setTimeout } from "node:timers/promises";
import { describe, test } from "node:test";
import { closed, visit, visitSecurely, type Visitor } from "../support/departures.js";
import { call, callWith, chunked, connecting, get, words } from "../support/invalid.js";
import { startTestMock } from "../support/mock.js";
import { handshakeOf, headOf } from "../support/signal.js";
import { tls } from "../support/tls.js";

const mebibyte = 1024 * 1024;
const piece = Buffer.alloc(mebibyte, "x");
/** A piece as a chunk of a body. */
const chunk = Buffer.concat([Buffer.from("100000\r\n"), piece, Buffer.from("\r\n")]);
const size = 64;
const close = "Connection: close";
const length = `Content-Length: ${String(size * mebibyte)}`;

const plainMock = await startTestMock({ log: "silent" });
const secureMock = await startTestMock({ log: "silent", tls });
const ways = [
  ["TCP", () => visit(plainMock.ports[0]!)],
  ["TLS", () => visitSecurely(secureMock.ports[0]!)],
] as const;

/** What a client sends before a large body, how that is sent, and what comes. */
interface Row {
  readonly name: string;
  readonly head: string;
  readonly piece: Buffer;
  readonly end?: string;
  readonly answer: RegExp;
  /** Whether the connection serves others once the body is read. */
  readonly isKept?: true;
}

const tooLarge = /HTTP\/1\.1 413 [^]*max-body[^]*\}$/;
const rows: readonly Row[] = [
  { name: "a 413", head: callWith("", length), piece, answer: tooLarge, isKept: true },
  {
    name: "a 413 to chunks",
    head: callWith("", chunked),
    piece: chunk,
    end: "0\r\n\r\n",
    answer: tooLarge,
    isKept: true,
  },
  { name: "the last 413", head: callWith("", `${length}\r\n${close}`), piece, answer: tooLarge },
  {
    name: "the last 413 to chunks",
    head: callWith("", `${chunked}\r\n${close}`),
    piece: chunk,
    end: "0\r\n\r\n",
    answer: tooLarge,
  },
  {
    name: "the last 413 behind 100 Continue",
    head: callWith("", `${length}\r\n${close}\r\nExpect: 100-continue`),
    piece,
    answer: tooLarge,
  },
  {
    name: "a 200 to a body that is not wanted",
    head: get("/", [length, close]),
    piece,
    answer: /ok$/,
  },
  {
    name: "a 400 for no Host",
    head: headOf(["POST / HTTP/1.1", length]),
    piece,
    answer: /400 missing[^]*\n$/,
  },
  {
    name: "a 431 for lines",
    head: get("/", [...Array<string>(10_001).fill("X: 1"), length]),
    piece,
    answer: /431 over[^]*\n$/,
  },
  { name: "a 431 for bytes", head: "GET / HTTP/1.1\r\nX: ", piece, answer: /431 over[^]*\n$/ },
  { name: "a 400", head: "hello\r\n\r\n", piece, answer: /400 not HTTP[^]*\n$/ },
  {
    name: "a refused handshake",
    head: headOf(handshakeOf({})),
    piece,
    answer: /401 [^]*invalid token$/,
  },
];

/** Sends all before it reads anything. */
async function sendFirst({ connection: { socket } }: Visitor, row: Row): Promise<void> {
  socket.pause();
  socket.write(row.head);
  for (let at = 0; at < size; at++) socket.write(row.piece);
  const sent = new Promise<void>((resolve, reject) => {
    socket.write(row.end ?? "", (error) => {
      if (error instanceof Error) reject(error);
      else resolve();
    });
  });
  await sent;
  socket.resume();
}

for (const [over, come] of ways) {
  describe(`a client that sends 64 MiB before it reads gets, over ${over},`, () => {
    for (const row of rows) {
      test(row.name, async () => {
        const visitor = await come();
        const { connection } = visitor;
        await sendFirst(visitor, row);
        await connection.until(row.answer);
        if (row.isKept === true) {
          connection.socket.write(call({ id: "next" }));
          await connection.until(/X-Lk-Mock-Id: next[^]*\}$/);
          connection.socket.destroy();
        } else {
          assert.equal(await connection.ended, "FIN");
          await closed(visitor);
        }
      });
    }
  });
}

/** How each connection gets to where the mock throws away what comes. */
const endless: readonly (readonly [name: string, head: string, until: RegExp])[] = [
  ["a 413", callWith("", chunked), tooLarge],
  ["the last 413", callWith("", `${chunked}\r\n${close}`), tooLarge],
  ["a 200", get("/", [chunked]), /ok$/],
  ["a 400", "hello\r\n\r\n", /400 not HTTP[^]*\n$/],
  ["a refused handshake", headOf(handshakeOf({})), /401 [^]*invalid token$/],
];

/** Sends so much that a response comes, if none has come yet. */
async function toResponse({ connection }: Visitor, head: string, until: RegExp): Promise<void> {
  // The client does not mind that the mock ends its side, and the mock resets the connection.
  connection.socket.removeAllListeners("end").on("error", () => undefined);
  connection.socket.write(head);
  if (until === tooLarge) for (let at = 0; at < 17; at++) connection.socket.write(chunk);
  await connection.until(until);
}

/** Sends until the mock closes the connection, which is to be after 256 MiB. */
async function sendToEnd(visitor: Visitor): Promise<void> {
  const { connection, kept } = visitor;
  const before = kept.bytesRead;
  while (!kept.closed && kept.bytesRead - before < 400 * mebibyte) {
    if (!connection.socket.write(chunk)) await writable(connection.socket);
  }
  await closed(visitor);
  const read = (kept.bytesRead - before) / mebibyte;
  assert.ok(read > 200 && read < 300, `after ${String(read)} MiB`);
}

/** Resolves once a client may write again, or has to write no more. */
function writable(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      socket.off("drain", go).off("close", go);
      resolve();
    };
    socket.on("drain", go).on("close", go);
  });
}

describe("a client that goes on sending behind the response", { concurrency: true }, () => {
  for (const [over, come] of ways) {
    for (const [name, head, until] of endless) {
      test(`is cut off after 5 s, slow as it is, behind ${name} over ${over}`, async () => {
        const visitor = await come();
        await toResponse(visitor, head, until);
        const from = performance.now();
        while (!visitor.kept.closed && performance.now() - from < 10_000) {
          visitor.connection.socket.write("1\r\nx\r\n");
          await setTimeout(50);
        }
        const ms = performance.now() - from;
        assert.ok(ms > 4_000 && ms < 10_000, `after ${String(ms)} ms`);
      });
    }
  }
});

describe("a client that goes on sending behind the response, fast,", () => {
  for (const [over, come] of ways) {
    for (const [name, head, until] of over === "TCP" ? endless : endless.slice(0, 2)) {
      test(`is cut off after 256 MiB behind ${name} over ${over}`, async () => {
        const visitor = await come();
        await toResponse(visitor, head, until);
        await sendToEnd(visitor);
      });
    }
  }
});

describe("a client that goes on sending behind what is owed is cut off after 256 MiB", () => {
  for (const [name, sent] of [
    ["of what is no HTTP", words],
    ["behind a CONNECT", connecting],
  ] as const) {
    test(name, async () => {
      const visitor = await visit(plainMock.ports[0]!);
      const { socket } = visitor.connection;
      socket.on("error", () => undefined).write(call({ delayMs: 600_000 }) + sent);
      await sendToEnd(visitor);
      assert.equal(visitor.connection.received(), "");
    });
  }
});
