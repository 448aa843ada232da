import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { transformSync } from "esbuild";
import type { BareAnswer } from "./bare.js";

const serverCore = "0";
const loadCore = "1";

/** A server that is measured, in a process of its own on the first core. */
export interface Subject {
  /** One a region. */
  readonly urls: readonly string[];
  /** Resident memory in KB of 1,000 bytes. */
  readonly memory: () => number;
  readonly stop: () => Promise<void>;
}

/** Puts this process, and what it starts from now on, on the second core. */
export function takeLoadCore(): void {
  execFileSync("taskset", ["-acp", loadCore, String(process.pid)], { stdio: "ignore" });
}

/** Starts the built mock with so many regions, and waits until it answers. */
export async function startMock(regions = 4): Promise<Subject> {
  const flags = ["--bind", "127.0.0.1", "--regions", String(regions), "--json"];
  const child = spawnNode(["dist/livekit-mock.cjs", ...flags]);
  const info = JSON.parse(await firstLine(child)) as { regions: { url: string }[] };
  return subjectOf(
    child,
    info.regions.map(({ url }) => url),
  );
}

const bareCode = transformSync(readFileSync(new URL("bare.ts", import.meta.url), "utf8"), {
  loader: "ts",
  format: "cjs",
}).code;

/** Starts a bare server that gives one answer, and waits until it listens. */
export async function startBare(answer: BareAnswer): Promise<Subject> {
  const child = spawnNode(["-e", bareCode], { BARE_ANSWER: JSON.stringify(answer) });
  return subjectOf(child, [await firstLine(child)]);
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

/** What still runs when this process ends, which it must not leave behind. */
const children = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  const [line] = (await once(createInterface(stdout!), "line")) as [string];
  return line;
}

function subjectOf(child: ChildProcess, urls: readonly string[]): Subject {
  return {
    urls,
    memory: () => residentOf(child.pid!),
    stop: () => kill(child),
  };
}

export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.kill("SIGKILL")) await once(child, "exit");
}

function residentOf(pid: number): number {
  const status = readFileSync(`/proc/${String(pid)}/status`, "utf8");
  const [, kib = ""] = /^VmRSS:\s*(\d+) kB$/m.exec(status) ?? [];
  return (Number(kib) * 1024) / 1000;
}
