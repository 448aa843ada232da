import { once } from "node:events";
import { Agent } from "node:http";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { jsonCall, send } from "./client.js";
import { alternate, atMostTimes, medianOf, percentileOf, type Figure } from "./figure.js";
import type { Load } from "./load.js";
import { startBare, startMock, type Subject } from "./subject.js";

const heldRequests = 5_000;
/** How many connections to open at a time, so that none is refused. */
const atOnce = 250;
/** How long requests are held, in milliseconds: longer than any measurement. */
const holdMs = 600_000;
/** How long a server rests before its memory is read, in milliseconds. */
const settleMs = 1_500;
const normalCalls = 4_000;
const normalConnections = 8;
const normal = jsonCall();
const held = jsonCall({ "X-Lk-Mock": `{"delayMs":${String(holdMs)}}` });

/** The 99th percentile of a normal call's time, while `delayMs` holds 5,000 requests. */
export async function slowedByHeld(rounds: number): Promise<Figure[]> {
  const alone: number[] = [];
  const beside: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const mock = await startMock();
    await timeCalls(mock);
    alone.push(await timeCalls(mock));
    const sockets = await hold(mock, held);
    beside.push(await timeCalls(mock));
    for (const socket of sockets) socket.destroy();
    await mock.stop();
  }
  const what = "p99 of a normal call during 5,000 held ones (floor: without)";
  const goal = atMostTimes(1.5, 5, "ms");
  return [{ what, unit: "ms", floor: medianOf(alone), mock: medianOf(beside), goal }];
}

/** The memory per held request. */
export async function memoryOfHeld(rounds: number): Promise<Figure[]> {
  const kilobytes = await alternate(rounds, {
    floor: async () =>
      measureMemory(
        await startBare({ status: 200, headers: [], body: "", waitMs: holdMs }),
        normal,
      ),
    mock: async () => measureMemory(await startMock(), held),
  });
  return [{ what: "memory per held request", unit: "KB", ...kilobytes, goal: atMostTimes(1.3) }];
}

async function measureMemory(subject: Subject, load: Load): Promise<number> {
  const first = await hold(subject, load, 1);
  await sleep(settleMs);
  const before = subject.memory();
  const sockets = await hold(subject, load);
  await sleep(settleMs);
  const each = (subject.memory() - before) / heldRequests;
  for (const socket of [...first, ...sockets]) socket.destroy();
  await subject.stop();
  return each;
}

/** Sends requests that are held, each on its own connection. */
async function hold({ urls }: Subject, load: Load, count = heldRequests): Promise<Socket[]> {
  const { hostname, port } = new URL(urls[0]!);
  const body = load.body ?? Buffer.alloc(0);
  const lines = Object.entries({ ...load.headers, "Content-Length": String(body.length) });
  const head = [`${load.method} ${load.path} HTTP/1.1`, `Host: ${hostname}`];
  const text = [...head, ...lines.map(([name, value]) => `${name}: ${value}`)].join("\r\n");
  const bytes = Buffer.concat([Buffer.from(`${text}\r\n\r\n`), body]);
  const sockets: Socket[] = [];
  while (sockets.length < count) {
    const more = Array.from({ length: Math.min(atOnce, count - sockets.length) }, () =>
      connect(Number(port), hostname),
    );
    await Promise.all(more.map((socket) => once(socket, "connect")));
    for (const socket of more) socket.write(bytes);
    sockets.push(...more);
  }
  return sockets;
}

/** The 99th percentile of the calls' times, in milliseconds. */
async function timeCalls({ urls }: Subject): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: normalConnections });
  const times: number[] = [];
  const work = async (): Promise<void> => {
    while (times.length < normalCalls) {
      const startedAt = performance.now();
      await send(urls[0]!, normal, agent);
      times.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: normalConnections }, work));
  agent.destroy();
  return percentileOf(times, 0.99);
}
