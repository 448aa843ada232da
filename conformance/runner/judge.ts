/** Compares what a client did with what a well-behaved one does. */
import type { Arrivals } from "./arrivals.js";
import type { Outcome } from "./driver.js";
import { isObject } from "./json.js";
import type { Expectation } from "./scenario.js";
import type { Told } from "./told.js";

/** What is said of a scenario with one SDK. */
export interface Verdict {
  /** `unsupported`: the SDK cannot be asked that; `undriven`: its driver does not. */
  readonly verdict: "pass" | "fail" | "unsupported" | "undriven";
  /** What the client did, in words that are the same on each run. */
  readonly observed: string;
  /** What of the expectation was not met, each in words. */
  readonly misses: readonly string[];
}

export type Seen = Pick<Arrivals, "attempts" | "gets" | "discoveries" | "answeredBy" | "regions">;

type Failed = Extract<Told, { result: "error" }>;
type Succeeded = Extract<Told, { result: "ok" }>;
type Ended = Succeeded | Failed | { readonly result: "hangs" };

export function judge(expect: Expectation, outcome: Outcome, seen: Seen): Verdict {
  switch (outcome.result) {
    case "unsupported":
    case "undriven":
      return { verdict: outcome.result, observed: outcome.reason ?? "", misses: [] };
    case "crashes":
    case "nonsense": {
      const misses = [`the driver failed: ${outcome.message}`];
      return { verdict: "fail", observed: outcome.result, misses };
    }
    default:
      return judgeEnd(expect, outcome, seen);
  }
}

function judgeEnd(expect: Expectation, outcome: Ended, seen: Seen): Verdict {
  // What the result and the number of attempts show by themselves, and what has to be said.
  const shown = [...missedResult(expect, outcome, seen), ...missedAttempts(expect, seen)];
  const said = [...missedContent(expect, outcome), ...missedRest(expect, outcome, seen)];
  const misses = [...shown, ...said];
  const observed = [nameOf(outcome, seen), attemptsOf(seen), ...said].join("; ");
  return { verdict: misses.length === 0 ? "pass" : "fail", observed, misses };
}

/** What is wrong with how the call has ended. */
function missedResult(expect: Expectation, outcome: Ended, { answeredBy }: Seen): string[] {
  if (outcome.result === "hangs") return ["it hung"];
  if (outcome.result === "ok") {
    const { ok } = expect;
    if (ok === undefined) return ["it succeeded"];
    if (ok.region === undefined || ok.region === answeredBy) return [];
    const by = answeredBy === undefined ? "nobody" : `region ${String(answeredBy)}`;
    return [`the answer is of ${by}, not of region ${String(ok.region)}`];
  }
  const { error } = expect;
  if (error === undefined) return ["it failed"];
  const misses: string[] = [];
  if (error.codes?.includes(outcome.code ?? "") === false) {
    misses.push(`the code is ${outcome.code ?? "missing"}`);
  }
  if (error.typed === true && outcome.typed !== true) {
    misses.push(`${outcome.class} is no error of the SDK's own`);
  }
  return misses;
}

function missedAttempts({ attempts }: Expectation, seen: Seen): string[] {
  const most = typeof attempts === "object" ? attempts.atMost : attempts;
  const least = typeof attempts === "number" ? attempts : 0;
  if (most === undefined || (seen.attempts <= most && seen.attempts >= least)) return [];
  return [`it made ${countOf(seen.attempts, "attempt")}`];
}

/** What is not in the answer, or in the error, that should be. */
function missedContent(expect: Expectation, outcome: Ended): string[] {
  if (outcome.result === "ok") {
    const { answer } = expect.ok ?? {};
    if (answer === undefined || outcome.answer === undefined) return [];
    return has(outcome.answer, answer) ? [] : [`the answer is ${JSON.stringify(outcome.answer)}`];
  }
  if (outcome.result !== "error") return [];
  const { message, metadata } = expect.error ?? {};
  const misses: string[] = [];
  const texts = [outcome.message ?? "", ...Object.values(outcome.metadata ?? {})];
  if (message !== undefined && !texts.some((text) => text.includes(message))) {
    misses.push("the message is lost");
  }
  if (metadata !== undefined && !has(outcome.metadata ?? {}, metadata)) {
    misses.push("the metadata is lost");
  }
  return misses;
}

function missedRest(
  { discoveries, untouched = [], withinMs }: Expectation,
  outcome: Ended,
  seen: Seen,
): string[] {
  const misses: string[] = [];
  if (discoveries !== undefined && seen.discoveries !== discoveries) {
    misses.push(`discovery was asked ${countOf(seen.discoveries, "time")}`);
  }
  for (const region of untouched) {
    if (seen.regions.has(region)) misses.push(`region ${String(region)} was called`);
  }
  if (withinMs !== undefined && outcome.result !== "hangs" && outcome.ms > withinMs) {
    misses.push(`it took more than ${secondsOf(withinMs)}`);
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

function nameOf(outcome: Ended, { answeredBy }: Seen): string {
  if (outcome.result === "hangs") return "hangs";
  if (outcome.result === "error") return `${outcome.class} ${outcome.code ?? "without a code"}`;
  return answeredBy === undefined ? "ok" : `ok from region ${String(answeredBy)}`;
}

function attemptsOf({ attempts, gets }: Seen): string {
  return `${countOf(attempts, "attempt")}${gets === 0 ? "" : `, ${String(gets)} of them by GET`}`;
}

export function countOf(count: number, what: string): string {
  return `${String(count)} ${what}${count === 1 ? "" : "s"}`;
}

export function secondsOf(ms: number): string {
  return `${String(ms / 1000)} s`;
}
