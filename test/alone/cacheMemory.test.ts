/** What a mock keeps of earlier requests takes little memory, whatever they were. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { describe, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { startTestMock } from "../support/mock.js";
import { headOf } from "../support/signal.js";
import { signToken, tokenWith } from "../support/token.js";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** The most that caches may hold, and what else may be left, in bytes. */
const most = 32_000_000;
const slack = 8_000_000;
/** More than 32 MB of the worst ones. */
const count = 600;

interface Sent {
  readonly path?: string;
  readonly type?: "json" | "protobuf";
  readonly headers?: readonly string[];
  readonly body?: Uint8Array;
}

function bytesOf({ path = "/twirp/livekit.RoomService/CreateRoom", ...sent }: Sent): Buffer {
  const { type = "json", headers = [], body = Buffer.alloc(0) } = sent;
  const lines = [
    `POST ${path} HTTP/1.1`,
    ...(headers.some((line) => line.startsWith("Host:")) ? [] : ["Host: a"]),
    `Content-Type: application/${type}`,
    `Content-Length: ${String(body.length)}`,
    ...headers,
  ];
  return Buffer.concat([Buffer.from(headOf(lines), "latin1"), body]);
}

const skipAuth = 'X-Lk-Mock: {"skipAuth":true}';
/** 4 KB of pieces that differ from others by the number in front. */
function fill(piece: Buffer, at: number, bytes = 4_000): Buffer {
  const number = Buffer.alloc(8);
  number.set([0x0a, 0x06], 0);
  number.write(String(at).padStart(6, "0"), 2);
  return Buffer.concat([number, Buffer.alloc(bytes - (bytes % piece.length), piece)]);
}
function json(at: number, start: string, piece: string, end: string, bytes = 3_900): string {
  return start.replace("#", String(at)) + piece.repeat(bytes / piece.length) + end;
}
function protobuf(piece: readonly number[], path?: string): (at: number) => Sent {
  return (at) => ({
    type: "protobuf",
    headers: [skipAuth],
    body: fill(Buffer.from(piece), at),
    ...(path === undefined ? {} : { path }),
  });
}

const kinds: Readonly<Record<string, (at: number) => Sent>> = {
  "protobuf of empty messages": protobuf([0x72, 0x00]),
  "protobuf of unknown fields": protobuf([0xc0, 0x3e, 0x00]),
  "protobuf of map entries": protobuf([0x7a, 0x03, 0x0a, 0x01, 0x61]),
  "protobuf of empty strings": protobuf([0x12, 0x00], "/twirp/livekit.Egress/UpdateStream"),
  "JSON of empty messages": (at) => ({
    headers: [skipAuth],
    body: Buffer.from(json(at, '{"name":"#","agents":[{}', ",{}", "]}")),
  }),
  "JSON of unknown fields": (at) => ({
    headers: [skipAuth],
    body: Buffer.from(json(at, '{"name":"#","x":[[]', ",[]", "]}")),
  }),
  "JSON whose response is longer": (at) => ({
    headers: [skipAuth],
    body: Buffer.from(json(at, '{"name":"#\\u0001', "\u007f", '"}')),
  }),
  "controls of empty lists": (at) => ({
    headers: [
      `X-Lk-Mock: ${json(at, '{"id":"#","skipAuth":true,"response":{"a":[[]', ",[]", "]}}")}`,
    ],
  }),
  "controls of numbers": (at) => ({
    headers: [`X-Lk-Mock: ${json(at, '{"id":"#","failRegions":[0', ",1", "]}")}`],
  }),
  "controls with findings": (at) => ({
    headers: [`X-Lk-Mock: ${json(at, '{"id":"#","pinnedRegions":["a"', ',"ab"', "]}")}`],
  }),
  "controls with lists of regions": (at) => ({
    path: "/settings/regions",
    headers: [`X-Lk-Mock: {"id":"${String(at)}","discovery":{"order":"reverse"}}`],
  }),
  "tokens that verify": (at) => ({
    headers: [
      `Authorization: Bearer ${tokenWith({ sub: String(at), x: Array<object>(700).fill([]) })}`,
    ],
  }),
  "tokens behind many blanks": (at) => ({
    headers: [
      `Authorization: Bearer ${" ".repeat(100_000)}${signToken({ sub: String(at), exp: 1 })}`,
    ],
  }),
  "hosts with lists of their own": (at) => ({
    path: "/settings/regions",
    headers: [
      `Host: p${String(at)}.livekit.cloud`,
      `X-Lk-Mock: {"discovery":{"regions":[{"region":"${"a".repeat(100_000)}","url":"b"}]}}`,
    ],
  }),
  "hosts of regions": (at) => ({
    path: "/settings/regions",
    headers: [`Host: p${String(at)}.livekit.cloud`],
  }),
  "hosts that list all regions": (at) => ({
    path: "/settings/regions",
    headers: [`Host: ${String(at).padStart(4, "0")}${"a".repeat(290)}`],
  }),
};

/** Sends requests one behind the other, and waits for all their responses. */
async function sendAll(port: number, count: number, make: (at: number) => Sent): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  let answered = 0;
  socket.on("data", (chunk) => {
    answered += chunk.toString("latin1").split("HTTP/1.1 ").length - 1;
    socket.emit("answered");
  });
  for (let at = 0; at < count; at++) {
    socket.write(bytesOf(make(at)));
    while (at - answered > 20) await once(socket, "answered");
  }
  while (answered < count) await once(socket, "answered");
  socket.destroy();
  await once(socket, "close");
}

function used(): number {
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe("600 requests", () => {
  for (const [kind, make] of Object.entries(kinds)) {
    test(`with ${kind} leave at most 32 MB`, async () => {
      const regions = kind.includes("regions") ? 256 : 1;
      const hosts = { hostRegions: ".livekit.cloud", advertiseFromHost: true } as const;
      const mock = await startTestMock({ regions, ...hosts, log: "silent" });
      await sendAll(mock.ports[0]!, 100, make);
      const before = used();
      await sendAll(mock.ports[0]!, count, (at) => make(at + 1_000));
      const left = used() - before;
      await mock.close();
      assert.ok(left < most + slack, `${String(Math.round(left / 1e6))} MB`);
    });
  }
});
