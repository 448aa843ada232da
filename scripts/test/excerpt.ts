/** A failed assertion in a few lines. */
import { inspect } from "node:util";
import { structuredPatch } from "diff";

/** The most lines of a failure that are shown, and the most characters of each. */
export const maxLines = 20;
const maxWidth = 400;

/** Texts that differ in more lines are not compared line by line, which would take long. */
const maxEdits = 1_000;

/** What an `AssertionError` says beside its message. */
interface Compared {
  readonly actual: unknown;
  readonly expected: unknown;
}

/** What is wrong, in at most 20 lines: of values that differ only the lines that do. */
export function excerptOf(error: unknown): string[] {
  const lines = isComparison(error) ? differenceOf(error) : undefined;
  return shorten(lines ?? messageOf(error).split("\n"));
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === "string" ? error : inspect(error);
  const { code } = error as NodeJS.ErrnoException;
  const message = code === "ERR_ASSERTION" ? error.message : `${error.name}: ${error.message}`;
  return error.cause === undefined ? message : `${message}\ncaused by ${messageOf(error.cause)}`;
}

/** Whether an error is of two values, and has no better words of its own. */
function isComparison(error: unknown): error is Error & Compared {
  if (!(error instanceof Error)) return false;
  const { generatedMessage, operator } = error as {
    readonly generatedMessage?: unknown;
    readonly operator?: unknown;
  };
  const operators = ["strictEqual", "deepStrictEqual"];
  return generatedMessage === true && operators.includes(String(operator));
}

/** The lines in which two values differ, each with a line around it; none if they look alike. */
function differenceOf({ actual, expected }: Compared): string[] | undefined {
  const [from, to] = [expected, actual].map((value) => `${textOf(value)}\n`) as [string, string];
  const options = { context: 1, maxEditLength: maxEdits };
  const hunks = structuredPatch("", "", from, to, "", "", options)?.hunks ?? [];
  if (hunks.length === 0) return undefined;
  const lines = hunks.flatMap((hunk, at) => [...(at === 0 ? [] : ["  ..."]), ...hunk.lines]);
  return ["- expected  + actual", ...lines.map((line) => `${line.slice(0, 1)} ${line.slice(1)}`)];
}

function textOf(value: unknown): string {
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
