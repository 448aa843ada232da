/**
 * What the tests use of `node:test`, with a limit for each test: the runner's own flag limits a test
 * from Node 22 on, and a whole file on Node 20. It also tells of a process that ends too early or
 * never.
 */
import * as runner from "node:test";
import { setTimeout } from "node:timers";

/** The longest that a test may take, in milliseconds: far more than one takes on a busy machine. */
const limitMs = 180_000;
/** The longest that no test may begin or end, in milliseconds. */
const idleMs = 300_000;

export const { after, describe, mock } = runner;

/** The names of the tests that have begun and not ended. */
const running = new Set<string>();

const idle = setTimeout(() => {
  console.error(`no test has begun or ended for ${String(idleMs / 1000)} s: what is still open?`);
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
