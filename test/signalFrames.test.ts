import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { deflateRawSync } from "node:zlib";
import type { JsonObject } from "@bufbuild/protobuf";
import { startTestMock } from "./support/mock.js";
import { opcodes, type FrameOptions } from "./support/frames.js";
import { openSignal, requestBytes, type SignalClient } from "./support/signal.js";
import { tokenWith } from "./support/token.js";

const mock = await startTestMock();
const query = `access_token=${tokenWith()}`;
const mebibyte = 1024 * 1024;

/** Opens a happy connection and takes its join response. */
async function join(headers: readonly string[] = []): Promise<SignalClient> {
  const client = await openSignal(mock.ports[0]!, { query, headers });
  await client.event(0);
  return client;
}

/** Asks for a sign of life, and returns what came in between, without the join response. */
async function answersUntilPong(client: SignalClient): Promise<unknown[]> {
  client.frame(opcodes.ping, Buffer.from("alive"));
  for (let at = 1; ; at++) {
    const event = await client.event(at);
    if (event.kind === "pong") return client.events.slice(1, at);
  }
}

/** The new lines of the log. */
function watchLog(): () => string[] {
  const start = mock.lines.length;
  return () => mock.lines.slice(start);
}

interface PassedOver {
  readonly name: string;
  readonly opcode: number;
  readonly payload: Uint8Array;
  readonly line: RegExp;
}

const passedOver: readonly PassedOver[] = [
  {
    name: "a text frame",
    opcode: opcodes.text,
    payload: Buffer.from('{"ping":"1"}'),
    line: /^warning: region-0 GET \/rtc: ignored a text frame of 12 bytes$/,
  },
  {
    name: "text that is no UTF-8",
    opcode: opcodes.text,
    payload: Buffer.of(0xff, 0xfe),
    line: /^warning: .*: ignored a text frame of 2 bytes$/,
  },
  {
    name: "a frame that is cut off",
    opcode: opcodes.binary,
    payload: Buffer.of(0x82, 0x01, 0x05, 0x08),
    line: /^warning: .*: ignored an invalid SignalRequest: /,
  },
  {
    name: "a frame of garbage",
    opcode: opcodes.binary,
    payload: Buffer.alloc(100, 0xff),
    line: /^warning: .*: ignored an invalid SignalRequest: /,
  },
  {
    name: "an empty frame",
    opcode: opcodes.binary,
    payload: Buffer.of(),
    line: /^warning: .*: ignored a request of unknown kind$/,
  },
  {
    name: "a request of another wire type",
    opcode: opcodes.binary,
    payload: Buffer.of(0x72, 0x01, 0x05),
    line: /^warning: .*: ignored a request of unknown kind$/,
  },
  {
    name: "a request of a protocol to come",
    opcode: opcodes.binary,
    payload: Buffer.of(0xfa, 0x07, 0x00),
    line: /^warning: .*: ignored a request of unknown kind$/,
  },
  {
    name: "a request that needs media",
    opcode: opcodes.binary,
    payload: Buffer.of(0x0a, 0x00),
    line: /^region-0 GET \/rtc: ignored an unsupported request: offer$/,
  },
];

describe("is ignored, and is in the log:", () => {
  for (const { name, opcode, payload, line } of passedOver) {
    test(name, async () => {
      const client = await join();
      const newLines = watchLog();
      client.frame(opcode, payload);
      assert.deepEqual(await answersUntilPong(client), []);
      assert.equal(newLines().length, 1);
      assert.match(newLines()[0]!, line);
      client.socket.destroy();
    });
  }

  test("a field of another wire type, but not the request behind it", async () => {
    const client = await join();
    client.frame(opcodes.binary, Buffer.of(0x12, 0x00, 0x72, 0x01, 0x05, 0x70, 0x07));
    assert.equal((await answersUntilPong(client)).length, 1);
    client.socket.destroy();
  });

  test("a flood of such frames, with a few lines", async () => {
    const client = await join();
    const newLines = watchLog();
    for (let at = 0; at < 100; at++) client.frame(opcodes.text, Buffer.from("x"));
    await answersUntilPong(client);
    assert.equal(newLines().length, 33);
    assert.match(newLines().at(-1)!, /ignored more frames, not logged$/);
    client.socket.destroy();
  });
});

interface Fault {
  readonly name: string;
  readonly opcode: number;
  readonly payload: Uint8Array;
  readonly options?: FrameOptions;
  readonly code: number;
}

const faults: readonly Fault[] = [
  {
    name: "a frame that is not masked",
    opcode: opcodes.binary,
    payload: Buffer.of(),
    options: { masked: false },
    code: 1002,
  },
  { name: "a frame of an unknown kind", opcode: 3, payload: Buffer.of(), code: 1002 },
  {
    name: "a reserved bit",
    opcode: opcodes.binary,
    payload: Buffer.of(),
    options: { bits: 0xa0 },
    code: 1002,
  },
  {
    name: "a packed frame that was not agreed on",
    opcode: opcodes.binary,
    payload: deflateRawSync("x"),
    options: { bits: 0xc0 },
    code: 1002,
  },
  { name: "a lone continuation", opcode: opcodes.continuation, payload: Buffer.of(), code: 1002 },
  { name: "a long ping", opcode: opcodes.ping, payload: Buffer.alloc(126), code: 1002 },
  { name: "half a close code", opcode: opcodes.close, payload: Buffer.of(3), code: 1002 },
  {
    name: "a frame of over 1 MiB",
    opcode: opcodes.binary,
    payload: Buffer.alloc(mebibyte + 1),
    code: 1009,
  },
];

describe("ends the connection:", () => {
  for (const { name, opcode, payload, options, code } of faults) {
    test(`${name}, with ${String(code)}`, async () => {
      const client = await join();
      const newLines = watchLog();
      client.frame(opcode, payload, options);
      const [, close] = await client.ended();
      assert.deepEqual(close, { kind: "close", code, reason: "" });
      assert.match(newLines()[0]!, /^warning: .*: WebSocket protocol error: \w/);
    });
  }

  test("pieces of over 1 MiB together, with 1009", async () => {
    const client = await join();
    client.frame(opcodes.binary, Buffer.alloc(mebibyte / 2), { bits: 0 });
    client.frame(opcodes.continuation, Buffer.alloc(mebibyte / 2 + 1));
    const [, close] = await client.ended();
    assert.deepEqual(close, { kind: "close", code: 1009, reason: "" });
  });
});

describe("is read:", () => {
  test("a frame of 1 MiB", async () => {
    const request = { requestId: 1, metadata: "" };
    const toRequest = (): JsonObject => ({ updateMetadata: request });
    const sizeOf = (): number => requestBytes(toRequest()).length;
    // The lengths within the message take more bytes once they are large.
    request.metadata = "x".repeat(mebibyte / 2);
    request.metadata += "x".repeat(mebibyte - sizeOf());
    assert.equal(sizeOf(), mebibyte);
    const client = await join();
    client.request(toRequest());
    const expected = { kind: "message", json: { requestResponse: { requestId: 1 } } };
    assert.deepEqual(await answersUntilPong(client), [expected]);
    client.socket.destroy();
  });

  test("every ping of a flood", async () => {
    const client = await join();
    for (let at = 0; at < 1_000; at++) client.frame(opcodes.ping, Buffer.from(String(at)));
    const last = await client.event(1_000);
    assert.deepEqual(last, { kind: "pong", payload: "999" });
    client.socket.destroy();
  });

  test("a request in pieces", async () => {
    const client = await join();
    client.frame(opcodes.binary, Buffer.of(0x82, 0x01, 0x02), { bits: 0 });
    client.frame(opcodes.continuation, Buffer.of(0x08, 0x05));
    const [event] = await answersUntilPong(client);
    assert.match(JSON.stringify(event), /"pongResp":\{"lastPingTimestamp":"5"/);
    client.socket.destroy();
  });
});

describe("permessage-deflate", () => {
  const offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits";

  test("is agreed on without context takeover on either side", async () => {
    const client = await join([offer]);
    const [, agreed] = /^Sec-WebSocket-Extensions: (.*)$/m.exec(client.head) ?? [];
    assert.equal(
      agreed?.trim(),
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
    );
    client.socket.destroy();
  });

  test("is not agreed on unasked", async () => {
    const client = await join();
    assert.doesNotMatch(client.head, /Extensions/);
    client.socket.destroy();
  });

  test("lets a client send packed frames", async () => {
    const client = await join([offer]);
    client.frame(opcodes.binary, pack(Buffer.of(0x82, 0x01, 0x02, 0x08, 0x05)), { bits: 0xc0 });
    assert.match(JSON.stringify(await client.event(1)), /"pongResp":\{"lastPingTimestamp":"5"/);
    client.socket.destroy();
  });

  test("ends the connection with 1009 if a frame is over 1 MiB once unpacked", async () => {
    const client = await join([offer]);
    const bomb = pack(Buffer.alloc(100 * mebibyte));
    assert.ok(bomb.length < mebibyte);
    client.frame(opcodes.binary, bomb, { bits: 0xc0 });
    const [, close] = await client.ended();
    assert.deepEqual(close, { kind: "close", code: 1009, reason: "" });
  });
});

/** A message as RFC 7692 packs it: without the empty block that a flush ends with. */
function pack(message: Uint8Array): Buffer {
  const packed = deflateRawSync(message, { finishFlush: 2 });
  return packed.subarray(0, -4);
}

describe("the close frame", () => {
  test("without a code is answered without one", async () => {
    const client = await join();
    client.close();
    const [, ...events] = await client.ended();
    assert.deepEqual(events, [
      { kind: "close", code: undefined, reason: "" },
      { kind: "ended", how: "FIN" },
    ]);
  });

  test("with the code 1000 comes on a leave, and nothing after it", async () => {
    const client = await join();
    client.request({ leave: {} });
    client.request({ ping: "1" });
    const [, ...events] = await client.ended();
    assert.deepEqual(events, [
      { kind: "close", code: 1000, reason: "" },
      { kind: "ended", how: "FIN" },
    ]);
  });

  test("of the client is read behind a leave and a flood of what would get 1 MiB of answers", async () => {
    const client = await join();
    client.request({ leave: {} });
    for (let at = 0; at < 10_000; at++) client.frame(opcodes.ping, Buffer.alloc(125));
    client.close(1000);
    const [, ...events] = await client.ended();
    assert.deepEqual(events, [
      { kind: "close", code: 1000, reason: "" },
      { kind: "ended", how: "FIN" },
    ]);
  });

  test("of the client ends what is read", async () => {
    const client = await join();
    client.close(1000);
    client.request({ ping: "1" });
    const [, ...events] = await client.ended();
    assert.deepEqual(events, [
      { kind: "close", code: 1000, reason: "" },
      { kind: "ended", how: "FIN" },
    ]);
  });
});
