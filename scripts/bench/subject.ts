import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { transformSync } from "esbuild";
import type { BareResponse } from "./bare.js";

const serverCore = "0";
const loadCore = "1";

/** A server to measure, in its own process on the first core. */
export interface Subject {
  /** One per region. */
  readonly urls: readonly string[];
  /** Resident memory in KB of 1,000 bytes. */
  readonly memory: () => number;
  readonly stop: () => Promise<void>;
}

/** Moves this process, and the processes that it starts, to the second core. */
export function takeLoadCore(): void {
  execFileSync("taskset", ["-acp", loadCore, String(process.pid)], { stdio: "ignore" });
}

/** Starts the built mock, and waits until it listens. */
export async function startMock(regions = 4): Promise<Subject> {
  const flags = ["--bind", "127.0.0.1", "--regions", String(regions), "--json"];
  const child = spawnNode(["dist/livekit-mock.cjs", ...flags]);
  const info = JSON.parse(await readFirstLine(child)) as { regions: { url: string }[] };
  return makeSubject(
    child,
    info.regions.map(({ url }) => url),
  );
}

const bareCode = transformSync(readFileSync(new URL("bare.ts", import.meta.url), "utf8"), {
  loader: "ts",
  format: "cjs",
}).code;

/** Starts a bare server that always sends this response, and waits until it listens. */
export async function startBare(response: BareResponse): Promise<Subject> {
  const child = spawnNode(["-e", bareCode], { BARE_RESPONSE: JSON.stringify(response) });
  return makeSubject(child, [await readFirstLine(child)]);
}

/** Starts Node on the first core. */
export function spawnNode(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  const child = spawn("taskset", ["-c", serverCore, process.execPath, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

/** The running children, which are killed when this process exits. */
const children = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});

async function readFirstLine({ stdout }: ChildProcess): Promise<string> {
  const [line] = (await once(createInterface(stdout!), "line")) as [string];
  return line;
}

function makeSubject(child: ChildProcess, urls: readonly string[]): Subject {
  return {
    urls,
    memory: () => readMemory(child.pid!),
    stop: () => kill(child),
  };
}

export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.kill("SIGKILL")) await once(child, "exit");
}

function readMemory(pid: number): number {
  const status = readFileSync(`/proc/${String(pid)}/status`, "utf8");
  const [, kib = ""] = /^VmRSS:\s*(\d+) kB$/m.exec(status) ?? [];
  return (Number(kib) * 1024) / 1000;
}
