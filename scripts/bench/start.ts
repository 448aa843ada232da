/**
 * How long the built mock takes from its start to four listeners that answer, beside an empty
 * program and a bare server of Node, in rounds that alternate: `npm run bench:start`.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { get } from "node:http";
import { pickPorts } from "./ports.js";

const rounds = 21;
const ports = await pickPorts(4);
const bare = `
  const { createServer } = require("node:http");
  for (const port of [${ports.join()}]) createServer((_, res) => res.end("ok")).listen(port, "0.0.0.0");
`;
const subjects: Readonly<Record<string, () => Promise<number>>> = {
  "node -e 0": () => timed(["-e", "0"], (child) => once(child, "exit")),
  "bare servers": () => timed(["-e", bare], allAnswer),
  mock: () => timed(["dist/livekit-mock.cjs"], allAnswer),
};

const times = new Map(Object.keys(subjects).map((name) => [name, [] as number[]]));
for (let round = 0; round < rounds; round++) {
  for (const [name, run] of Object.entries(subjects)) times.get(name)!.push(await run());
}
const medians = [...times].map(([name, all]): [string, number] => [name, medianOf(all)]);
const [[, floor] = ["", 1]] = medians;
for (const [name, ms] of medians) {
  const ratio = (ms / floor).toFixed(2);
  process.stdout.write(`${name.padEnd(14)}${ms.toFixed(1).padStart(7)} ms${ratio.padStart(7)}\n`);
}

async function timed(
  args: readonly string[],
  isDone: (child: ChildProcess) => Promise<unknown>,
): Promise<number> {
  const env = { ...process.env, LK_TEST_SERVER_PORTS: ports.join() };
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, { stdio: "ignore", env });
  await isDone(child);
  const ms = performance.now() - startedAt;
  if (child.exitCode === null && child.kill("SIGKILL")) await once(child, "exit");
  return ms;
}

async function allAnswer(): Promise<void> {
  await Promise.all(ports.map(answers));
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

function medianOf(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)]!;
}
