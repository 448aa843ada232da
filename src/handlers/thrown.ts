import { inspect } from "node:util";
import type { Method } from "../../gen/types.js";
import { InvalidMessage } from "./messageFrom.js";
import { twirpCodes, type TwirpCode } from "../twirp/codes.js";
import { show } from "../util/findings.js";
import { isObject } from "../util/json.js";
import { didYouMean, nearest } from "../util/nearest.js";

/** A Twirp error that a handler throws on purpose. */
export interface TwirpFailure {
  readonly code: TwirpCode;
  readonly msg: string;
  readonly meta?: Readonly<Record<string, string>>;
}

/** What a handler throws as a Twirp error: anything with a `code` of Twirp's and a `msg`. */
export function twirpFailureIn(thrown: unknown): TwirpFailure | undefined {
  if (!isObject(thrown)) return undefined;
  const { code, msg, meta } = thrown;
  if (!isTwirpCode(code) || typeof msg !== "string") return undefined;
  return isObject(meta) ? { code, msg, meta: stringsOf(meta) } : { code, msg };
}

function isTwirpCode(code: unknown): code is TwirpCode {
  return typeof code === "string" && Object.hasOwn(twirpCodes, code);
}

/** The values of `meta` as strings. */
function stringsOf(meta: Readonly<Record<string, unknown>>): Record<string, string> {
  const entries = Object.entries(meta).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, stringOf(value)]));
}

function stringOf(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "bigint" ? String(value) : inspect(value);
}

/** The error of a handler that throws anything but a Twirp error, which is a bug of the test. */
export function bugIn(method: Method, thrown: unknown): Error {
  return new Error(`${nameOf(method)}: ${reasonIn(thrown)}`, { cause: thrown });
}

/** The same with the stack of what was thrown, for the log. */
export function traceOf(method: Method, bug: Error): string {
  if (bug.cause instanceof InvalidMessage) return bug.message;
  const { stack } = isObject(bug.cause) ? bug.cause : {};
  return typeof stack === "string" ? `${nameOf(method)}: ${stack}` : bug.message;
}

function nameOf({ service, name }: Method): string {
  return `handler ${service.slice(service.lastIndexOf(".") + 1)}/${name}`;
}

/** What was thrown, in words. A test runner may have an `Error` of its own. */
function reasonIn(thrown: unknown): string {
  if (!isObject(thrown)) return String(thrown);
  const { code, msg, message } = thrown;
  const said = typeof msg === "string" ? msg : typeof message === "string" ? message : show(thrown);
  if (typeof code === "string" && typeof msg === "string") {
    const hint = didYouMean(nearest(code, Object.keys(twirpCodes)));
    return `unknown Twirp code ${show(code)}${hint} (${said})`;
  }
  return isTwirpCode(code) ? `${said} (${code} is a Twirp error only with a msg)` : said;
}
