import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { after } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A process under test, with all that it has printed so far. */
export interface Program {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves with the first match in what is printed on stdout; rejects if the process ends before. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** The same with what is printed on stderr. */
  untilLogged(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves with the exit status, or the signal's name. */
  readonly ended: Promise<number | string>;
}

/**
 * A test runner in a test of Node's would report to that one; the others decide whether Node takes a
 * terminal for one with colors.
 */
const notInherited = new Set([
  "NODE_TEST_CONTEXT",
  ...["CI", "FORCE_COLOR", "NO_COLOR", "NODE_DISABLE_COLORS", "TEAMCITY_VERSION", "TMUX"],
]);

/** The built program, without the environment's own settings. */
export function runProgram(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Program {
  return run(process.execPath, [`${root}dist/livekit-mock.cjs`, ...args], environment);
}

/** Any command, run in the project's folder. It is killed when the test ends. */
export function run(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Program {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith("LK_TEST_") && !notInherited.has(name),
  );
  const env = { ...Object.fromEntries(inherited), ...environment };
  // A group of its own, so that the end of the test ends its children too.
  const child = spawn(command, args, { cwd: root, env, detached: true });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, "close").then(([code, signal]) => (code ?? signal) as number | string);
  after(async () => {
    killGroup(child);
    await ended;
  });
  const untilIn =
    (stream: Readable, text: () => string) =>
    (pattern: RegExp): Promise<RegExpExecArray> =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(text());
          if (match) resolve(match);
        };
        stream.on("data", look);
        void ended.then((code) => {
          reject(new Error(`ended with ${String(code)}: ${stdout}${stderr}`));
        });
        look();
      });
  const until = untilIn(child.stdout, () => stdout);
  const untilLogged = untilIn(child.stderr, () => stderr);
  return { child, stdout: () => stdout, stderr: () => stderr, until, untilLogged, ended };
}

function killGroup({ pid }: ChildProcess): void {
  try {
    process.kill(-pid!, "SIGKILL");
  } catch {
    // It has ended already.
  }
}
