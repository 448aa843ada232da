/** Processes that end with all that they have started. */
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

/** Ends a process and its group, where they are still there, and lets go of its pipes. */
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
