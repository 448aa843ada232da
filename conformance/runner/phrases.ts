import { countOf, secondsOf } from "./judge.js";
import type { ClientOptions, Expectation } from "./scenario.js";

/** What a well-behaved client does, in words: `ok from region 1; 2 attempts`. */
export function expectationOf(expect: Expectation): string {
  const { ok, error, attempts, discoveries, withinMs, untouched = [] } = expect;
  const phrases: string[] = [];
  const results: string[] = [];
  if (ok !== undefined) results.push(okOf(ok));
  if (error !== undefined) results.push(errorOf(error));
  phrases.push(results.join(", or "));
  if (attempts === 1) phrases.push("one attempt only");
  else if (typeof attempts === "number") phrases.push(countOf(attempts, "attempt"));
  else if (attempts !== undefined) phrases.push(`at most ${countOf(attempts.atMost, "attempt")}`);
  if (discoveries !== undefined)
    phrases.push(countOf(discoveries, "discovery").replace("ys", "ies"));
  if (withinMs !== undefined) phrases.push(`within ${secondsOf(withinMs)}`);
  for (const region of untouched) phrases.push(`no call to region ${String(region)}`);
  return phrases.join("; ");
}

function okOf({ region, response }: NonNullable<Expectation["ok"]>): string {
  const from = region === undefined ? "" : ` from region ${String(region)}`;
  return `ok${from}${response === undefined ? "" : ` with \`${JSON.stringify(response)}\``}`;
}

function errorOf({ codes, typed, message, metadata }: NonNullable<Expectation["error"]>): string {
  const parts = ["error", ...(codes === undefined ? [] : [codes.join(" or ")])];
  if (typed === true) parts.push("of the SDK's own class");
  const kept = [...(message === undefined ? [] : ["message"])];
  if (metadata !== undefined) kept.push("metadata");
  return `${parts.join(" ")}${kept.length === 0 ? "" : ` with its ${kept.join(" and ")}`}`;
}

/** How a client is set up, in words; empty if nothing is unusual. */
export function clientOf({
  timeoutMs,
  failover,
  scheme,
  basePath,
  calls,
  pauseMs,
}: ClientOptions): string {
  const phrases: string[] = [];
  if (failover) phrases.push("failover on");
  if (timeoutMs !== undefined) phrases.push(`a timeout of ${secondsOf(timeoutMs)}`);
  if (scheme !== "http") phrases.push(`the scheme \`${scheme}\``);
  if (basePath !== "") phrases.push(`the path \`${basePath}\` in the host's URL`);
  if (calls > 1) phrases.push(`${countOf(calls, "call")}, ${secondsOf(pauseMs)} apart`);
  return phrases.join(", ");
}
