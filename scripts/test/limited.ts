/**
 * What the tests use of `node:test`, with a limit for each test. The runner's own flag limits
 * a test from Node 22 on; on Node 20 it limits a whole file.
 */
import * as runner from "node:test";

/** The longest that a test may take, in milliseconds: far more than one takes on a busy machine. */
const limitMs = 180_000;

export const { after, describe, mock } = runner;

export function test(name: string, act: () => void | Promise<void>): Promise<void> {
  return runner.test(name, { timeout: limitMs }, act);
}
