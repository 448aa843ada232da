/** Compares what a client did with what a well-behaved one does. */
import type { Arrivals } from "./arrivals.js";
import type { CallResult } from "./driver.js";
import { isObject } from "./json.js";
import type { Expectation } from "./scenario.js";
import type { DriverResult } from "./driverProtocol.js";

/** How a scenario went with one SDK. */
export interface Verdict {
  /** `unsupported`: the SDK has nothing for it; `undriven`: its driver does not try. */
  readonly verdict: "pass" | "fail" | "unsupported" | "undriven";
  /** What the client did, in the same words on each run. */
  readonly observed: string;
  /** How the expectation was missed, each in words. */
  readonly misses: readonly string[];
}

export type Seen = Pick<Arrivals, "attempts" | "gets" | "discoveries" | "respondedBy" | "regions">;

type Failed = Extract<DriverResult, { result: "error" }>;
type Succeeded = Extract<DriverResult, { result: "ok" }>;
type Ended = Succeeded | Failed | { readonly result: "hangs" };

export function judge(expect: Expectation, outcome: CallResult, seen: Seen): Verdict {
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
  // `observed` begins with the result and the attempts, and does not repeat what those show.
  const shown = [...missedResult(expect, outcome, seen), ...missedAttempts(expect, seen)];
  const said = [...missedContent(expect, outcome), ...missedRest(expect, outcome, seen)];
  const misses = [...shown, ...said];
  const observed = [nameOf(outcome, seen), attemptsOf(seen), ...said].join("; ");
  return { verdict: misses.length === 0 ? "pass" : "fail", observed, misses };
}

/** What is wrong with how the call has ended. */
function missedResult(expect: Expectation, outcome: Ended, { respondedBy }: Seen): string[] {
  if (outcome.result === "hangs") return ["it hung"];
  if (outcome.result === "ok") {
    const { ok } = expect;
    if (ok === undefined) return ["it succeeded"];
    if (ok.region === undefined || ok.region === respondedBy) return [];
    const by = respondedBy === undefined ? "no region" : `region ${String(respondedBy)}`;
    return [`the response is from ${by}, not from region ${String(ok.region)}`];
  }
  const { error } = expect;
  if (error === undefined) return ["it failed"];
  const misses: string[] = [];
  if (error.codes?.includes(outcome.code ?? "") === false) {
    misses.push(`the code is ${outcome.code ?? "missing"}`);
  }
  if (error.typed === true && outcome.typed !== true) {
    misses.push(`${outcome.class} is not an error class of the SDK`);
  }
  return misses;
}

function missedAttempts({ attempts }: Expectation, seen: Seen): string[] {
  const most = typeof attempts === "object" ? attempts.atMost : attempts;
  const least = typeof attempts === "number" ? attempts : 0;
  if (most === undefined || (seen.attempts <= most && seen.attempts >= least)) return [];
  return [`it made ${countOf(seen.attempts, "attempt")}`];
}

/** What the response or the error should have, and lacks. */
function missedContent(expect: Expectation, outcome: Ended): string[] {
  if (outcome.result === "ok") {
    const { response } = expect.ok ?? {};
    if (response === undefined || outcome.response === undefined) return [];
    if (has(outcome.response, response)) return [];
    return [`the response is ${JSON.stringify(outcome.response)}`];
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
    misses.push(`discovery was requested ${countOf(seen.discoveries, "time")}`);
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

function nameOf(outcome: Ended, { respondedBy }: Seen): string {
  if (outcome.result === "hangs") return "hangs";
  if (outcome.result === "error") return `${outcome.class} ${outcome.code ?? "without a code"}`;
  return respondedBy === undefined ? "ok" : `ok from region ${String(respondedBy)}`;
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
