/** What is logged: nothing, warnings, or warnings and a line a request. */
export type LogLevel = "silent" | "warn" | "info";

export const logLevels: readonly LogLevel[] = ["silent", "warn", "info"];

export interface Log {
  /** A line a request. */
  info(line: () => string): void;
  /** A finding, or a bug of the mock. */
  warn(line: () => string): void;
}

/** Says what an exception was: it is a bug of the mock. */
export function logBug(log: Log, error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log.warn(() => `bug of the mock: ${text}`);
}

/** A log that hands each line, without its end, to `write`. Lines nobody wants are not made. */
export function createLog(level: LogLevel, write: (line: string) => void): Log {
  const at = logLevels.indexOf(level);
  const from = (needed: LogLevel) => (line: () => string) => {
    if (at >= logLevels.indexOf(needed)) write(line());
  };
  return { info: from("info"), warn: from("warn") };
}
