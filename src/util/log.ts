import { systemClock, type Clock } from "./clock.js";
import { toAscii } from "./json.js";

/** What is logged: nothing, warnings, or warnings and a line per request, as text or as JSON. */
export type LogLevel = "silent" | "warn" | "info" | "json";

export const logLevels: readonly LogLevel[] = ["silent", "warn", "info", "json"];

/** The members of a line of JSON, beside its time and level. */
export type LogFields = Readonly<Record<string, string | number | null>>;

/** The ANSI code of each color. */
const colors = { dim: 2, red: 31, green: 32, yellow: 33, magenta: 35, cyan: 36 } as const;

export type Color = keyof typeof colors;

export interface Log {
  /** Whether there is a line per request. */
  readonly hasInfo: boolean;
  /** A line per request, or about a connection. `fields` is the line as JSON, if not just a message. */
  info(line: () => string, fields?: () => LogFields): void;
  /** A finding, or what else a user may not expect. */
  warn(line: () => string): void;
  /** A bug in the mock. */
  error(line: () => string): void;
  /** Text in a color, if the log has colors. */
  paint(color: Color, text: string): string;
}

export interface LogOptions {
  readonly clock?: Clock;
  readonly hasColors?: boolean;
}

/** Logs an exception: it is a bug in the mock. */
export function logBug(log: Log, error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log.error(() => `bug in the mock: ${text}`);
}

/** A log that hands each line, without its end, to `write`. Lines nobody wants are not made. */
export function createLog(
  level: LogLevel,
  write: (line: string) => void,
  { clock = systemClock, hasColors = false }: LogOptions = {},
): Log {
  const at = logLevels.indexOf(level);
  const paint = (color: Color, text: string): string =>
    hasColors ? `\u001b[${String(colors[color])}m${text}\u001b[0m` : text;
  const logger =
    (name: "info" | "warn" | "error", needed: LogLevel, prefix = "") =>
    (line: () => string, fields?: () => LogFields): void => {
      if (at < logLevels.indexOf(needed)) return;
      if (level !== "json") write(prefix + line());
      else write(jsonLine(clock, name, fields?.() ?? { message: line() }));
    };
  return {
    hasInfo: at >= logLevels.indexOf("info"),
    info: logger("info", "info"),
    warn: logger("warn", "warn", `${paint("yellow", "warning:")} `),
    error: logger("error", "warn"),
    paint,
  };
}

function jsonLine(clock: Clock, level: string, fields: LogFields): string {
  const time = new Date(clock.now()).toISOString();
  return toAscii(JSON.stringify({ time, level, ...fields }));
}

/** The log of one mock on stderr, with colors on a terminal unless `NO_COLOR` is set. */
export function createStderrLog(level: LogLevel, clock: Clock = systemClock): Log {
  const { stderr } = process;
  const hasColors = level !== "json" && stderr.isTTY && stderr.hasColors();
  const messageOf = (text: string): string =>
    level === "json" ? jsonLine(clock, "warn", { message: text }) : `livekit-mock: ${text}`;
  return createLog(level, createStderrWriter(messageOf), { clock, hasColors });
}

/** The most of stderr that waits to be read, in characters, before lines are dropped. */
const mostWaiting = 1_000_000;

/**
 * Writes the lines of one mock to stderr. If nobody reads it, they stay in memory: above 1 MB they are
 * dropped, and one line says how many once the others have been read.
 */
function createStderrWriter(messageOf: (text: string) => string): (line: string) => void {
  let dropped = 0;
  const reportDropped = (error?: Error | null): void => {
    // With an error there is no reader any more.
    if (error) return;
    const count = `${String(dropped)} log lines were dropped`;
    process.stderr.write(`${messageOf(`${count}: nobody read stderr`)}\n`);
    dropped = 0;
  };
  return (line) => {
    const { stderr } = process;
    if (dropped === 0 && stderr.writableLength + line.length < mostWaiting) {
      stderr.write(`${line}\n`);
    } else if (++dropped === 1) {
      // It is over once all before it has been read, and leaves no listener on a stream that is not ours.
      stderr.write("", reportDropped);
    }
  };
}
