import { once } from "node:events";
import { get } from "node:http";
import { alternate, atMostTimes, type Figure } from "./figure.js";
import { pickPorts } from "./ports.js";
import { kill, spawnNode } from "./subject.js";

/** Starts are short and vary a lot. */
const startsPerRound = 4;

/** How long the mock takes from its start until four listeners respond. */
export async function start(rounds: number): Promise<Figure[]> {
  const ports = await pickPorts(4);
  const times = await alternate(rounds * startsPerRound, {
    floor: () => startEmptyProgram(),
    mock: () => startOn(ports),
  });
  const what = "start until four listeners respond (floor: node -e 0)";
  const isKnownToMiss = Number.parseInt(process.versions.node) >= 24;
  return [{ what, unit: "ms", ...times, goal: atMostTimes(2), isKnownToMiss }];
}

async function startEmptyProgram(): Promise<number> {
  const startedAt = performance.now();
  await once(spawnNode(["-e", "0"]), "exit");
  return performance.now() - startedAt;
}

/** How long a mock takes until it responds on these ports, in milliseconds. */
export async function startOn(ports: readonly number[]): Promise<number> {
  const startedAt = performance.now();
  const flags = ["--bind", "127.0.0.1", "--ports", ports.join()];
  const child = spawnNode(["dist/livekit-mock.cjs", ...flags]);
  await Promise.all(ports.map(waitForResponse));
  const ms = performance.now() - startedAt;
  await kill(child);
  return ms;
}

/** Resolves when a request to the port gets a response. Retries until then. */
function waitForResponse(port: number): Promise<void> {
  return new Promise((resolve) => {
    const attempt = (): void => {
      get({ port, agent: false }, (response) => {
        response.resume();
        resolve();
      }).on("error", () => setTimeout(attempt, 1));
    };
    attempt();
  });
}
