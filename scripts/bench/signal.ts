import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { WebSocket, type RawData } from "ws";
import { SignalRequestSchema, SignalResponseSchema } from "../../gen/livekit_rtc_pb.js";
import { makeToken } from "./client.js";
import { atMost, medianOf, percentileOf, type Figure } from "./figure.js";
import { startMock } from "./subject.js";

const connections = 2_000;
const atOnce = 100;
const settleMs = 1_500;
/** Pings per connection. */
const pings = 10;
/** How many connections ping at a time, and the milliseconds until the next ones do. */
const burst = { size: 20, everyMs: 10 };

/** The memory per signal connection, and the round trip of pings. */
export async function signal(rounds: number): Promise<Figure[]> {
  const memory: number[] = [];
  const roundTrips: number[] = [];
  for (let round = 0; round < Math.min(rounds, 3); round++) {
    const { each, p99 } = await measure();
    memory.push(each);
    roundTrips.push(p99);
  }
  const prefix = "2,000 signal connections";
  return [
    {
      what: `${prefix}: memory per connection`,
      unit: "KB",
      mock: medianOf(memory),
      goal: atMost(30, "KB"),
    },
    {
      what: `${prefix}: p99 of a ping`,
      unit: "ms",
      mock: medianOf(roundTrips),
      goal: atMost(20, "ms"),
    },
  ];
}

async function measure(): Promise<{ readonly each: number; readonly p99: number }> {
  const mock = await startMock();
  const url = `${mock.urls[0]!.replace("http", "ws")}/rtc?access_token=${makeToken()}`;
  const first = await open(url);
  await sleep(settleMs);
  const before = mock.memory();
  const clients: WebSocket[] = [];
  while (clients.length < connections) {
    clients.push(...(await Promise.all(Array.from({ length: atOnce }, () => open(url)))));
  }
  await sleep(settleMs);
  const each = (mock.memory() - before) / connections;
  const times = await pingAll(clients);
  for (const client of [first, ...clients]) client.terminate();
  await mock.stop();
  return { each, p99: percentileOf(times, 0.99) };
}

/** Opens a connection, and resolves when it has joined. */
async function open(url: string): Promise<WebSocket> {
  const client = new WebSocket(url, { perMessageDeflate: false });
  await once(client, "message");
  return client;
}

/** The round trips of all pings, in milliseconds. */
async function pingAll(clients: readonly WebSocket[]): Promise<number[]> {
  const times: Promise<number>[] = [];
  for (let round = 0; round < pings; round++) {
    for (let at = 0; at < clients.length; at += burst.size) {
      for (const client of clients.slice(at, at + burst.size)) times.push(ping(client));
      await sleep(burst.everyMs);
    }
  }
  return Promise.all(times);
}

async function ping(client: WebSocket): Promise<number> {
  const startedAt = performance.now();
  const timestamp = BigInt(Date.now());
  const message = { case: "pingReq", value: { timestamp } } as const;
  client.send(toBinary(SignalRequestSchema, create(SignalRequestSchema, { message })));
  const [data] = (await once(client, "message")) as [RawData];
  const ms = performance.now() - startedAt;
  const response = fromBinary(SignalResponseSchema, data as Buffer);
  if (response.message.case !== "pongResp")
    throw new Error(`expected pongResp after a ping, got ${String(response.message.case)}`);
  return ms;
}
