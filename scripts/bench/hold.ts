import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { send } from "./client.js";
import { atMost, type Figure } from "./figure.js";
import { hostileRequests } from "./hostile.js";
import type { Load } from "./load.js";
import { startMock } from "./subject.js";

const health: Load = { method: "GET", path: "/", headers: {} };
const tries = 3;

export async function hold(): Promise<Figure[]> {
  const mock = await startMock(1);
  const url = mock.urls[0]!;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const held: { what: string; ms: number }[] = [];
  for (const { what, load } of await hostileRequests()) {
    let least = Infinity;
    for (let attempt = 0; attempt < tries; attempt++) least = Math.min(least, await during(load));
    held.push({ what, ms: least });
  }
  await mock.stop();
  agent.destroy();
  held.sort((one, other) => other.ms - one.ms);
  for (const { what, ms } of held.slice(0, 40)) process.stderr.write(`${ms.toFixed(1)} ${what}\n`);
  return [{ what: "x", unit: "ms", mock: held[0]!.ms, goal: atMost(50, "ms") }];

  async function during(load: Load): Promise<number> {
    let isOver = false;
    const sent = send(url, load)
      .catch(() => undefined)
      .finally(() => (isOver = true));
    let longest = 0;
    while (!isOver) {
      const startedAt = performance.now();
      await send(url, health, agent);
      longest = Math.max(longest, performance.now() - startedAt);
    }
    await sent;
    await sleep(1);
    return longest;
  }
}
