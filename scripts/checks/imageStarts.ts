/** The ways in which `checkImage.ts` starts the image, and what it holds a mock to that runs. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { checkHealth } from "../../src/cli/health.js";
import { pickPorts } from "../bench/ports.js";

/** How a mock is started, on a read-only root and without rights. */
export interface Start {
  readonly name: string;
  /** The settings in its environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly flags: readonly string[];
  /** Whether it is the child of an init. */
  readonly hasInit?: true;
}

/** A start as a container engine does it. */
export interface Run {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Asks the image's health check beside the mock; `undefined` if it fails. */
  readonly ask: (child: ChildProcess) => Promise<string | undefined>;
  /** Sends SIGTERM to the first process. */
  readonly stop: (child: ChildProcess) => Promise<void>;
}

export async function imageStarts(): Promise<Start[]> {
  const pem = (name: string): Promise<string> => readFile(`test/support/tls/${name}.pem`, "utf8");
  const four = ["--regions", "4"];
  const ports = (await pickPorts(2)).join(",");
  const secure = ["--tls-cert", await pem("cert"), "--tls-key", await pem("key")];
  const starts: readonly (Omit<Start, "environment"> & Partial<Start>)[] = [
    { name: "as the environment says", environment: { LK_TEST_SERVER_REGIONS: "4" }, flags: [] },
    {
      name: "with --ports, and others in the environment",
      environment: { LK_TEST_SERVER_PORTS: "1,2,3" },
      flags: ["--ports", ports],
    },
    { name: "with --regions 4", flags: four },
    { name: "under an init", flags: four, hasInit: true },
    { name: "with TLS", flags: [...four, ...secure] },
  ];
  return starts.map((start) => ({
    ...start,
    environment: { ...start.environment, LK_TEST_SERVER_JSON: "true" },
  }));
}

/** The most that the image may take to start, and to stop, in milliseconds. */
const patienceMs = 1_000;

/** Starts the image, asks its health check and stops it. */
export async function tryStart(
  name: string,
  { command, args, environment = {}, ask, stop }: Run,
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
    problem === undefined && startMs < patienceMs,
    `${name}: it answers ${String(startMs)} ms after its start, read-only and without rights`,
  );
  const askedAt = performance.now();
  const isContent = (await ask(child)) !== undefined;
  report(isContent, `${name}: its health check is content after ${String(since(askedAt))} ms`);
  const stoppedAt = performance.now();
  await stop(child);
  const [code] = (await ended) as [number | null];
  const stopMs = since(stoppedAt);
  report(
    code === 0 && stopMs < patienceMs,
    `${name}: SIGTERM to its first process ends it with status ${String(code)} after ${String(stopMs)} ms`,
  );
}
