import { toAscii } from "./json.js";
import { didYouMean, nearest } from "./nearest.js";
import { problems, type ProblemCode } from "./problems.js";

/** The part of a request that a finding is about. */
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

/** The most findings per request. The search stops there, which bounds the work. */
export const maxFindings = 32;
/** The most memory that a finding takes, in bytes. */
const findingBytes = 1_000;
/** The most unknown names per request for which the nearest known name is searched. */
const maxSought = 4;
/** The most warning headers per response. */
const maxWarnings = 8;
/** The most characters per warning. */
const maxLength = 200;
/** The most characters of a quoted value. */
const maxValue = 60;
/** The least characters for what is expected. */
const minExpected = 20;

/** The findings of one request. */
export class Findings {
  readonly list: Finding[] = [];
  #sought = 0;

  /** The most memory that they take, in bytes. */
  get weight(): number {
    return findingBytes * this.list.length;
  }

  /** Whether there are as many as a request may have. */
  isFull(): boolean {
    return this.list.length >= maxFindings;
  }

  /** Adds what `make` returns. Does not call it if there are enough. */
  add(part: Part, make: () => Omit<Finding, "part">): void {
    if (!this.isFull()) this.list.push({ ...make(), part });
  }

  /** Adds the findings of another list. */
  include(others: Findings): void {
    for (const finding of others.list) this.add(finding.part, () => finding);
  }

  /**
   * The known name nearest to an unknown one; `undefined` if there is none, or after the first few
   * searches.
   */
  nearest(name: string, known: readonly string[]): string | undefined {
    return this.#sought++ < maxSought ? nearest(name, known) : undefined;
  }

  /** The findings as log lines. */
  toLines(): string[] {
    const lines = this.list.map(describe);
    return this.isFull() ? [...lines, "the search for findings stopped here"] : lines;
  }

  /** The findings as header values: printable ASCII, at most 8 of at most 200 characters. */
  toWarnings(): string[] {
    return this.list.length <= maxWarnings
      ? this.list.map(describe)
      : this.begin(this.list, maxWarnings - 1);
  }

  /** The first findings as lines, and one line that says how many more there are. */
  begin(list: readonly Finding[], most: number): string[] {
    const lines = list.slice(0, most).map(describe);
    if (list.length <= most) return lines;
    const count = list.length - most;
    const left = `${String(count)} more finding${count === 1 ? "" : "s"}`;
    return [...lines, this.isFull() ? `at least ${left}` : left];
  }
}

/** A finding as one line of printable ASCII. Cuts the end of a long list of what is expected. */
export function describe(finding: Finding): string {
  const { path, value, expected } = finding;
  const found = value === undefined ? "" : `: ${value}`;
  const start = `${path}: ${problemOf(finding)}${found}`;
  const end = didYouMean(finding.nearest);
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

/**
 * A string that is safe in a header and in a log line: everything but printable ASCII is escaped.
 */
export function printable(text: string, most: number): string {
  const cut = text.length > most ? text.slice(0, most) : text;
  const safe = toAscii(cut);
  return safe.length > most || cut !== text ? `${safe.slice(0, most - 3)}...` : safe;
}

/** A short string that needs no escapes in quotes. Most names are. */
const isPlain = /^[ !#-[\]-~]{0,60}$/;

/** A JSON value, shortened. */
export function show(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value === "string") {
    return isPlain.test(value) ? `"${value}"` : JSON.stringify(printable(value, maxValue));
  }
  return String(value);
}
