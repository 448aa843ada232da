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

/** The most of stderr that waits to be read, in characters, before lines are dropped. */
const mostWaiting = 1_000_000;

/**
 * What writes the lines of one mock to stderr. If nobody reads it, they stay in memory: above 1 MB they
 * are dropped, and one line says how many once the others have been read.
 */
export function createStderrWriter(): (line: string) => void {
  let dropped = 0;
  const tell = (error?: Error | null): void => {
    // With an error there is no reader any more.
    if (error) return;
    const count = `${String(dropped)} lines of the log were dropped`;
    process.stderr.write(`livekit-mock: ${count}: nobody read them\n`);
    dropped = 0;
  };
  return (line) => {
    const { stderr } = process;
    if (dropped === 0 && stderr.writableLength + line.length < mostWaiting) {
      stderr.write(`${line}\n`);
    } else if (++dropped === 1) {
      // It is over once all before it has been read, and leaves no listener on a stream that is not ours.
      stderr.write("", tell);
    }
  };
}
