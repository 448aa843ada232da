/**
 * The parts of `node:test` that the tests use, with a time limit per test: on Node 20, the runner's
 * own flag limits a whole file. It also reports a process that ends too early or hangs.
 */
import * as runner from "node:test";
import { setTimeout } from "node:timers";

/** The longest that a test may take, in milliseconds: far more than it needs on a busy machine. */
const limitMs = 180_000;
/** The longest that a process may go without a test starting or ending, in milliseconds. */
const idleMs = 300_000;

export const { after, describe, mock } = runner;

/** The names of the tests that are running. */
const running = new Set<string>();

const idle = setTimeout(() => {
  console.error(
    `no test has started or ended for ${String(idleMs / 1000)} s: is something still open?`,
  );
  process.exit(1);
}, idleMs).unref();

process.on("exit", (status) => {
  if (status !== 0 || running.size === 0) return;
  console.error(`the process was ended in the middle of ${[...running].join(", ")}`);
  process.exitCode = 1;
});

type Act = (context: runner.TestContext) => void | Promise<void>;

export function test(name: string, act: Act): Promise<void> {
  if (typeof act !== "function") throw new TypeError(`${name}: a test is a name and a function`);
  return runner.test(name, { timeout: limitMs }, async (context) => {
    running.add(name);
    idle.refresh();
    try {
      await act(context);
    } finally {
      running.delete(name);
      idle.refresh();
    }
  });
}
