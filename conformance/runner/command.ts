import { UsageError } from "./errors.js";

/**
 * Runs a command of the project to its end: exits with the status that `main` resolves with, with 2 and
 * the message of a {@link UsageError}, or as a shell says of a signal.
 */
export async function runCommand(
  main: () => Promise<number>,
  tell: (line: string) => void,
): Promise<void> {
  for (const [signal, status] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    process.once(signal, () => process.exit(status));
  }
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    tell(error.message);
    process.exitCode = 2;
  }
}
