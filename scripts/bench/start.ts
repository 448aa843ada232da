import { once } from "node:events";
import { get } from "node:http";
import { alternate, atMostTimes, type Figure } from "./figure.js";
import { pickPorts } from "./ports.js";
import { kill, spawnNode } from "./subject.js";

/** Starts take little time and vary much. */
const startsPerRound = 4;

/** How long the mock takes from its start to four listeners that answer. */
export async function start(rounds: number): Promise<Figure[]> {
  const ports = await pickPorts(4);
  const times = await alternate(rounds * startsPerRound, {
    floor: () => emptyProgram(),
    mock: () => startOn(ports),
  });
  const what = "start to four answering listeners; the floor is node -e 0";
  const isKnownToMiss = Number.parseInt(process.versions.node) >= 24;
  return [{ what, unit: "ms", ...times, goal: atMostTimes(2), isKnownToMiss }];
}

async function emptyProgram(): Promise<number> {
  const startedAt = performance.now();
  await once(spawnNode(["-e", "0"]), "exit");
  return performance.now() - startedAt;
}

/** How long a mock takes to answer on these ports, in milliseconds. */
export async function startOn(ports: readonly number[]): Promise<number> {
  const startedAt = performance.now();
  const flags = ["--bind", "127.0.0.1", "--ports", ports.join()];
  const child = spawnNode(["dist/livekit-mock.cjs", ...flags]);
  await Promise.all(ports.map(answers));
  const ms = performance.now() - startedAt;
  await kill(child);
  return ms;
}

/** Asks over and over, until there is an answer. */
function answers(port: number): Promise<void> {
  return new Promise((resolve) => {
    const ask = (): void => {
      get({ port, agent: false }, (response) => {
        response.resume();
        resolve();
      }).on("error", () => setTimeout(ask, 1));
    };
    ask();
  });
}
