/** Shortens a failed assertion to a few lines. */
import { inspect } from "node:util";
import { structuredPatch } from "diff";

/** The most lines that are shown of a failure, and the most characters of a line. */
export const maxLines = 20;
const maxWidth = 400;

/** Values that differ in more lines are not compared line by line, which would be slow. */
const maxChangedLines = 1_000;

/** The values that an `AssertionError` compared. */
interface Comparison {
  readonly actual: unknown;
  readonly expected: unknown;
}

/** What is wrong, in at most 20 lines. Of two values, only the lines that differ. */
export function excerptOf(error: unknown): string[] {
  const lines = isComparison(error) ? diff(error) : undefined;
  return shorten(lines ?? messageOf(error).split("\n"));
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === "string" ? error : inspect(error);
  const { code } = error as NodeJS.ErrnoException;
  const message = code === "ERR_ASSERTION" ? error.message : `${error.name}: ${error.message}`;
  return error.cause === undefined ? message : `${message}\ncaused by ${messageOf(error.cause)}`;
}

/** Whether an error compares two values, and the test gave no message. */
function isComparison(error: unknown): error is Error & Comparison {
  if (!(error instanceof Error)) return false;
  const { generatedMessage, operator } = error as {
    readonly generatedMessage?: unknown;
    readonly operator?: unknown;
  };
  const operators = ["strictEqual", "deepStrictEqual"];
  return generatedMessage === true && operators.includes(String(operator));
}

/** The lines in which two values differ, with context; `undefined` if they print alike. */
function diff({ actual, expected }: Comparison): string[] | undefined {
  const [from, to] = [expected, actual].map((value) => `${print(value)}\n`) as [string, string];
  const options = { context: 1, maxEditLength: maxChangedLines };
  const hunks = structuredPatch("", "", from, to, "", "", options)?.hunks ?? [];
  if (hunks.length === 0) return undefined;
  const lines = hunks.flatMap((hunk, at) => [...(at === 0 ? [] : ["  ..."]), ...hunk.lines]);
  return ["- expected  + actual", ...lines.map((line) => `${line.slice(0, 1)} ${line.slice(1)}`)];
}

function print(value: unknown): string {
  if (typeof value === "string" && value.includes("\n")) return value;
  const all = { depth: Infinity, maxArrayLength: null, maxStringLength: null } as const;
  return inspect(value, { ...all, sorted: true, breakLength: 100 });
}

function shorten(lines: readonly string[]): string[] {
  const shown = lines.length > maxLines ? lines.slice(0, maxLines - 1) : lines;
  const rest = lines.length - shown.length;
  return [
    ...shown.map((line) => (line.length > maxWidth ? `${line.slice(0, maxWidth)}...` : line)),
    ...(rest === 0 ? [] : [`... and ${String(rest)} more lines`]),
  ];
}
