import { toAscii } from "./json.js";
import { nearest } from "./nearest.js";
import { problems, type ProblemCode } from "./problems.js";

/** The part of a request that has something wrong. */
export type Part = "route" | "control" | "token" | "body";

/** Something wrong in a request that the mock ignored. */
export interface Finding {
  readonly part: Part;
  /** Where it is: `X-Lk-Mock.delayMs`, `body.room`, `path`. */
  readonly path: string;
  readonly code: ProblemCode;
  /** The message or enum that an unknown name or a wrong wire type belongs to. */
  readonly of?: string | undefined;
  /** Why, if the code alone does not say it. */
  readonly reason?: string | undefined;
  /** The value that is wrong, as {@link show} writes it. */
  readonly value?: string | undefined;
  /** What is valid there. */
  readonly expected?: string | undefined;
  /** The known name nearest to the unknown one. */
  readonly nearest?: string | undefined;
}

/** Most findings of one request: no more are looked for, which bounds the work on a hostile one. */
export const maxFindings = 32;
/** What a finding takes at most, in bytes. */
const findingBytes = 1_000;
/** Most unknown names of one request whose nearest known one is sought. */
const maxSought = 4;
/** Most warning headers on one answer. */
const maxWarnings = 8;
/** Most characters of one warning. */
const maxLength = 200;
/** Most characters of a value that a finding quotes. */
const maxValue = 60;
/** The room that is left at least for what is expected, in characters. */
const minExpected = 20;

/** The findings of one request. */
export class Findings {
  readonly list: Finding[] = [];
  #sought = 0;

  /** What they take at most, in bytes. */
  get weight(): number {
    return findingBytes * this.list.length;
  }

  /** Whether there are enough: no more are worth looking for. */
  isFull(): boolean {
    return this.list.length >= maxFindings;
  }

  /** Adds what `make` returns; it is not called once there are enough. */
  add(part: Part, make: () => Omit<Finding, "part">): void {
    if (!this.isFull()) this.list.push({ ...make(), part });
  }

  /** Adds those of others. */
  include(others: Findings): void {
    for (const finding of others.list) this.add(finding.part, () => finding);
  }

  /** The known name that is nearest to an unknown one; `undefined` after some of them. */
  nearest(name: string, known: readonly string[]): string | undefined {
    return this.#sought++ < maxSought ? nearest(name, known) : undefined;
  }

  /** The findings as lines of a log. */
  toLines(): string[] {
    const lines = this.list.map(describe);
    return this.isFull() ? [...lines, "no more findings are looked for"] : lines;
  }

  /** The findings as header values: printable ASCII, at most 8 of at most 200 characters. */
  toWarnings(): string[] {
    return this.list.length <= maxWarnings
      ? this.list.map(describe)
      : this.begin(this.list, maxWarnings - 1);
  }

  /** The first of the findings, in some order of them, as lines, and one that says how many more there are. */
  begin(list: readonly Finding[], most: number): string[] {
    const lines = list.slice(0, most).map(describe);
    if (list.length <= most) return lines;
    const left = `${String(list.length - most)} more findings`;
    return [...lines, this.isFull() ? `at least ${left}` : left];
  }
}

/** A finding as one line of printable text. Of a long list of what is expected, the end is cut. */
export function describe(finding: Finding): string {
  const { path, value, expected, nearest } = finding;
  const found = value === undefined ? "" : `: ${value}`;
  const start = `${path}: ${problemOf(finding)}${found}`;
  const end = nearest === undefined ? "" : `; the nearest known is ${nearest}`;
  if (expected === undefined) return printable(start + end, maxLength);
  const room = maxLength - start.length - "; expected ".length - end.length;
  const legal = room >= minExpected ? printable(expected, room) : expected;
  return printable(`${start}; expected ${legal}${end}`, maxLength);
}

/** What is wrong, in words. */
export function problemOf({ code, of, reason }: Finding): string {
  const owner = of === undefined ? "" : ` of ${of}`;
  return problems[code] + owner + (reason === undefined ? "" : `: ${reason}`);
}

/** Text that is safe in a header and in a line of a log: all but printable ASCII is escaped. */
export function printable(text: string, most: number): string {
  const cut = text.length > most ? text.slice(0, most) : text;
  const safe = toAscii(cut);
  return safe.length > most || cut !== text ? `${safe.slice(0, most - 3)}...` : safe;
}

/** Short text that stands in quotes as it is, which most names are. */
const isPlain = /^[ !#-[\]-~]{0,60}$/;

/** A value of a JSON document as short text. */
export function show(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value === "string") {
    return isPlain.test(value) ? `"${value}"` : JSON.stringify(printable(value, maxValue));
  }
  return String(value);
}
