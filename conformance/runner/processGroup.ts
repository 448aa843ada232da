/** Processes that end with everything that they have started. */
import { spawn, type ChildProcess, type ChildProcessByStdio } from "node:child_process";
import type { Readable, Writable } from "node:stream";

export type Piped = ChildProcessByStdio<Writable, Readable, Readable>;

/** Starts a command in a process group of its own, whose stdin, stdout and stderr are pipes. */
export function spawnGroup(
  [program = "", ...args]: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = process.env,
): Piped {
  return spawn(program, args, { cwd, env, detached: true, stdio: ["pipe", "pipe", "pipe"] });
}

/** Ends a process and its group, if they are still there, and closes its pipes. */
export function endGroup(child: ChildProcess): void {
  if (child.pid !== undefined) {
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
  for (const pipe of child.stdio) pipe?.destroy();
  child.unref();
}

/** Runs a command to its end: its exit status (or why there is none), and what it printed. */
export async function runToEnd(
  command: readonly string[],
  cwd: string,
  env?: NodeJS.ProcessEnv,
): Promise<{ readonly status: number | string; readonly printed: string }> {
  const child = spawnGroup(command, cwd, env);
  const end = (): void => {
    endGroup(child);
  };
  process.once("exit", end);
  child.stdin.end();
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
    });
  }
  const status = await new Promise<number | string>((resolve) => {
    child.on("error", ({ message }) => {
      resolve(message);
    });
    child.on("close", (code, signal) => {
      resolve(code ?? String(signal));
    });
  });
  process.off("exit", end);
  return { status, printed };
}

/** The environment without what would send an SDK's calls to a proxy. */
export function withoutProxies(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/_proxy$/i.test(name));
  return Object.fromEntries(kept);
}
