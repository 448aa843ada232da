/** The ways `checkImage.ts` starts the image, and what it expects of each. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { checkHealth } from "../../src/cli/health.js";
import { pickPorts } from "../bench/ports.js";

/** How to start a mock, on a read-only root and unprivileged. */
export interface Start {
  readonly name: string;
  /** Environment variables. */
  readonly environment: Readonly<Record<string, string>>;
  readonly flags: readonly string[];
  /** Whether it runs as the child of an init process. */
  readonly hasInit?: true;
  /** A file to mount at the root, under its own name. */
  readonly file?: string;
}

/** How a container engine starts and stops it. */
export interface Run {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Runs the image's health check next to the mock; `undefined` if it fails. */
  readonly runHealthCheck: (child: ChildProcess) => Promise<string | undefined>;
  /** Sends SIGTERM to the first process. */
  readonly stop: (child: ChildProcess) => Promise<void>;
}

export async function imageStarts(): Promise<Start[]> {
  const pem = (name: string): Promise<string> => readFile(`test/support/tls/${name}.pem`, "utf8");
  const four = ["--regions", "4"];
  const ports = (await pickPorts(2)).join(",");
  const secure = ["--tls-cert", await pem("cert"), "--tls-key", await pem("key")];
  const starts: readonly (Omit<Start, "environment"> & Partial<Start>)[] = [
    { name: "by its environment", environment: { LK_TEST_SERVER_REGIONS: "4" }, flags: [] },
    {
      name: "with --ports, which wins over the environment",
      environment: { LK_TEST_SERVER_PORTS: "1,2,3" },
      flags: ["--ports", ports],
    },
    { name: "with --regions 4", flags: four },
    { name: "under an init", flags: four, hasInit: true },
    {
      name: "with handlers",
      flags: [...four, "--handlers", "/handlers.mjs"],
      file: "examples/handlers.mjs",
    },
    { name: "with TLS", flags: [...four, ...secure] },
  ];
  return starts.map((start) => ({
    ...start,
    environment: { ...start.environment, LK_TEST_SERVER_JSON: "true" },
  }));
}

/** The image may take this long to start, and to stop, in milliseconds. */
const limitMs = 1_000;

/** Starts the image, runs its health check and stops it. */
export async function tryStart(
  name: string,
  { command, args, environment = {}, runHealthCheck, stop }: Run,
  report: (ok: boolean, what: string) => void,
): Promise<void> {
  const startedAt = performance.now();
  const since = (from: number): number => Math.round(performance.now() - from);
  const env = { ...process.env, ...environment };
  const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const line = await Promise.race([lines.next(), ended]);
  if (Array.isArray(line) || line.done === true) {
    report(false, `${name}: it starts`);
    return;
  }
  const { url } = JSON.parse(line.value) as { url: string };
  const problem = await checkHealth(url);
  const startMs = since(startedAt);
  report(
    problem === undefined && startMs < limitMs,
    `${name}: it responds ${String(startMs)} ms after its start, read-only and unprivileged`,
  );
  const checkedAt = performance.now();
  const isHealthy = (await runHealthCheck(child)) !== undefined;
  report(isHealthy, `${name}: its health check passes after ${String(since(checkedAt))} ms`);
  const stoppedAt = performance.now();
  await stop(child);
  const [code] = (await ended) as [number | null];
  const stopMs = since(stoppedAt);
  report(
    code === 0 && stopMs < limitMs,
    `${name}: SIGTERM to PID 1 ends it with status ${String(code)} after ${String(stopMs)} ms`,
  );
}
