/** Compares what a client did with what a well-behaved one does. */
import { isObject } from "../../src/json.js";
import type { Arrivals } from "./arrivals.js";
import type { Outcome, Told } from "./driver.js";
import type { Expectation } from "./scenario.js";

/** What is said of a scenario with one SDK. */
export interface Verdict {
  /** `unsupported`: the SDK cannot be asked that; `undriven`: its driver does not. */
  readonly verdict: "pass" | "fail" | "unsupported" | "undriven";
  /** What the client did, in words that are the same on each run. */
  readonly observed: string;
  /** What of the expectation was not met, each in words. */
  readonly misses: readonly string[];
}

export type Seen = Pick<Arrivals, "attempts" | "discoveries" | "answeredBy" | "regions">;

type Failed = Extract<Told, { result: "error" }>;
type Succeeded = Extract<Told, { result: "ok" }>;

export function judge(expect: Expectation, outcome: Outcome, seen: Seen): Verdict {
  if (outcome.result === "unsupported" || outcome.result === "undriven") {
    return { verdict: outcome.result, observed: outcome.reason ?? "", misses: [] };
  }
  const observed = describe(outcome, seen);
  if (outcome.result === "crashes" || outcome.result === "nonsense") {
    return { verdict: "fail", observed, misses: [`the driver failed: ${outcome.message}`] };
  }
  const misses = [...missesOf(expect, outcome, seen), ...missedCounts(expect, seen)];
  if ("ms" in outcome && expect.withinMs !== undefined && outcome.ms > expect.withinMs) {
    misses.push(`it took more than ${secondsOf(expect.withinMs)}`);
  }
  return { verdict: misses.length === 0 ? "pass" : "fail", observed, misses };
}

function missesOf(
  expect: Expectation,
  outcome: Succeeded | Failed | { readonly result: "hangs" },
  seen: Seen,
): string[] {
  switch (outcome.result) {
    case "ok":
      return expect.ok === undefined ? ["it succeeded"] : missedAnswer(expect.ok, outcome, seen);
    case "error":
      return expect.error === undefined ? ["it failed"] : missedError(expect.error, outcome);
    case "hangs":
      return ["it hung"];
  }
}

function missedAnswer(
  { region, answer }: NonNullable<Expectation["ok"]>,
  told: Succeeded,
  { answeredBy }: Seen,
): string[] {
  const misses: string[] = [];
  if (region !== undefined && answeredBy !== region) {
    const by = answeredBy === undefined ? "nobody" : `region ${String(answeredBy)}`;
    misses.push(`the answer is of ${by}, not of region ${String(region)}`);
  }
  if (answer !== undefined && told.answer !== undefined && !has(told.answer, answer)) {
    misses.push(`the answer is ${JSON.stringify(told.answer)}`);
  }
  return misses;
}

function missedError(wanted: NonNullable<Expectation["error"]>, told: Failed): string[] {
  const { codes, typed, message, metadata } = wanted;
  const misses: string[] = [];
  if (codes !== undefined && !codes.includes(told.code ?? "")) {
    misses.push(`the code is ${told.code ?? "missing"}`);
  }
  if (typed === true && told.typed !== true)
    misses.push(`${told.class} is no error of the SDK's own`);
  const texts = [told.message ?? "", ...Object.values(told.metadata ?? {})];
  if (message !== undefined && !texts.some((text) => text.includes(message))) {
    misses.push("the message is lost");
  }
  if (metadata !== undefined && !has(told.metadata ?? {}, metadata)) {
    misses.push("the metadata is lost");
  }
  return misses;
}

function missedCounts(
  { attempts, discoveries, untouched = [] }: Expectation,
  seen: Seen,
): string[] {
  const misses: string[] = [];
  const most = typeof attempts === "object" ? attempts.atMost : attempts;
  const least = typeof attempts === "number" ? attempts : 0;
  if (most !== undefined && (seen.attempts > most || seen.attempts < least)) {
    misses.push(`it made ${countOf(seen.attempts, "attempt")}`);
  }
  if (discoveries !== undefined && seen.discoveries !== discoveries) {
    misses.push(`discovery was asked ${countOf(seen.discoveries, "time")}`);
  }
  for (const region of untouched) {
    if (seen.regions.has(region)) misses.push(`region ${String(region)} was called`);
  }
  return misses;
}

/** Whether a JSON value has all of another: each member of it, and lists that are as long. */
function has(value: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    if (!Array.isArray(value) || value.length !== wanted.length) return false;
    return wanted.every((one: unknown, at) => has(value[at], one));
  }
  if (!isObject(wanted)) return value === wanted;
  if (!isObject(value)) return false;
  return Object.entries(wanted).every(([name, one]) => has(value[name], one));
}

function describe(outcome: Outcome, { attempts, answeredBy }: Seen): string {
  return `${nameOf(outcome, answeredBy)}; ${countOf(attempts, "attempt")}`;
}

function nameOf(outcome: Outcome, answeredBy: number | undefined): string {
  if (outcome.result === "ok") {
    return answeredBy === undefined ? "ok" : `ok from region ${String(answeredBy)}`;
  }
  if (outcome.result !== "error") return outcome.result;
  return `${outcome.class}${outcome.code === undefined ? "" : ` ${outcome.code}`}`;
}

export function countOf(count: number, what: string): string {
  return `${String(count)} ${what}${count === 1 ? "" : "s"}`;
}

export function secondsOf(ms: number): string {
  return `${String(ms / 1000)} s`;
}
