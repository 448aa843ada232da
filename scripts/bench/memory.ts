import { setTimeout as sleep } from "node:timers/promises";
import { jsonCall, send } from "./client.js";
import { alternate, atMost, atMostTimes, type Figure } from "./figure.js";
import { startBare, startMock, type Subject } from "./subject.js";

/** An empty response. */
const emptyResponse = { status: 200, headers: [], body: "", waitMs: 0 };
const settleMs = 1_500;
const bodies = 100;
const bodyBytes = 16 * 1024 * 1024;
/** How many bodies to send at a time. */
const atOnce = 4;
const laterMs = 10_000;

/** The memory of an idle mock. */
export async function idleMemory(rounds: number): Promise<Figure[]> {
  const kilobytes = await alternate(rounds, {
    floor: async () => idle(await startBare(emptyResponse)),
    mock: async () => idle(await startMock()),
  });
  return [
    {
      what: "idle memory, four regions",
      unit: "MB",
      floor: kilobytes.floor / 1000,
      mock: kilobytes.mock / 1000,
      goal: atMostTimes(1.5),
    },
  ];
}

/** The memory of a server after one health check per listener. */
export async function idle(subject: Subject): Promise<number> {
  for (const url of subject.urls) await send(url, { method: "GET", path: "/", headers: {} });
  await sleep(settleMs);
  const memory = subject.memory();
  await subject.stop();
  return memory;
}

/** The memory that 100 large request bodies leave behind. */
export async function memoryOfBodies(rounds: number): Promise<Figure[]> {
  const kilobytes = await alternate(Math.min(rounds, 3), {
    floor: async () => leftBehind(await startBare(emptyResponse)),
    mock: async () => leftBehind(await startMock()),
  });
  return [
    {
      what: "memory 10 s after 100 bodies of 16 MiB, above idle",
      unit: "MB",
      floor: kilobytes.floor / 1000,
      mock: kilobytes.mock / 1000,
      goal: atMost(100, "MB"),
      isKnownToMiss: true,
    },
  ];
}

async function leftBehind(subject: Subject): Promise<number> {
  const url = subject.urls[0]!;
  await send(url, jsonCall());
  await sleep(settleMs);
  const before = subject.memory();
  const [start, end] = ['{"metadata":"', '"}'];
  const filler = "a".repeat(bodyBytes - start.length - end.length);
  const large = { ...jsonCall(), body: Buffer.from(start + filler + end) };
  for (let sent = 0; sent < bodies; sent += atOnce) {
    const responses = await Promise.all(Array.from({ length: atOnce }, () => send(url, large)));
    if (responses.some(({ status }) => status !== 200)) throw new Error("a large body was refused");
  }
  await sleep(laterMs);
  const after = subject.memory();
  await subject.stop();
  return after - before;
}
