import { inspect } from "node:util";
import type { Method } from "../../gen/types.js";
import { InvalidMessage } from "./messageFrom.js";
import { twirpCodes, type TwirpCode } from "../twirp/codes.js";
import { show } from "../util/findings.js";
import { isObject } from "../util/json.js";
import { didYouMean, nearest } from "../util/nearest.js";
import { withoutPackage } from "../util/withoutPackage.js";

/** A Twirp error that a handler throws on purpose. */
export interface TwirpFailure {
  readonly code: TwirpCode;
  readonly msg: string;
  readonly meta?: Readonly<Record<string, string>>;
}

/** A bug of the test: an error for the client and for `close()`, and its stack for the log. */
export interface HandlerBug {
  readonly error: Error;
  readonly trace: string;
  /** The name of what was thrown, if it is an error. */
  readonly name: unknown;
}

/** What a handler threw: a Twirp error, or a bug of the test. Never throws, whatever it was. */
export function examine(method: Method, thrown: unknown): TwirpFailure | HandlerBug {
  try {
    return twirpFailureIn(thrown) ?? bugIn(method, thrown);
  } catch {
    // A getter or a Proxy throws when it is read.
    return bugIn(method, new Error("it threw a value that cannot be read"));
  }
}

/** A value as a Twirp error: anything with a `code` of Twirp's and a `msg`. */
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

/** The error of a handler that throws anything but a Twirp error. */
function bugIn(method: Method, thrown: unknown): HandlerBug {
  const handler = `handler ${withoutPackage(method.path)}`;
  const error = new Error(`${handler}: ${reasonIn(thrown)}`, { cause: thrown });
  const { name, stack } = isObject(thrown) ? thrown : {};
  const hasStack = typeof stack === "string" && !(thrown instanceof InvalidMessage);
  return { error, trace: hasStack ? `${handler}: ${stack}` : error.message, name };
}

/** What was thrown, in words. A test runner may have an `Error` of its own. */
function reasonIn(thrown: unknown): string {
  if (!isObject(thrown)) return typeof thrown === "string" ? thrown : `threw ${String(thrown)}`;
  const { code, msg, message } = thrown;
  const said = typeof msg === "string" ? msg : typeof message === "string" ? message : show(thrown);
  if (typeof code === "string" && typeof msg === "string") {
    const hint = didYouMean(nearest(code, Object.keys(twirpCodes)));
    return `unknown Twirp code ${show(code)}${hint} (${said})`;
  }
  return isTwirpCode(code) ? `${said} (a Twirp error such as ${code} needs a msg)` : said;
}
