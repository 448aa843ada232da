import { printable } from "../util/findings.js";
import { didYouMean, nearest } from "../util/nearest.js";
import { isLoopback } from "./binding.js";
import { defaultApiSecret, flags } from "./flags.js";
import type { Settings } from "./settings.js";

/** Warns of settings that may be mistakes, one line each. No line has the secret. */
export function warningsOf({
  bind,
  apiSecret,
  advertised,
  tls,
}: Pick<Settings, "bind" | "apiSecret" | "advertised" | "tls">): string[] {
  const lines = [];
  if (apiSecret === defaultApiSecret && !isLoopback(bind)) {
    const risk =
      "anyone who can reach the ports can control the mock and sign tokens; set bind to 127.0.0.1, or your own api-secret";
    lines.push(`bind is ${printable(bind, maxName)} and api-secret is the default: ${risk}`);
  }
  const leading = apiSecret.slice(0, apiSecret.length - apiSecret.trimStart().length);
  const trailing = apiSecret.slice(apiSecret.trimEnd().length);
  const problems = [];
  if (leading !== "") problems.push(`begins with ${describeSpaces(leading)}`);
  if (trailing !== "") problems.push(`ends with ${describeSpaces(trailing)}`);
  if (problems.length > 0)
    lines.push(`api-secret ${problems.join(" and ")}, which is part of the secret`);
  const urls = "urls" in advertised ? advertised.urls : [advertised.host];
  if (tls === undefined && urls.some((url) => /^(http|ws)s:/i.test(url))) {
    const flag = "urls" in advertised ? "advertise-urls" : "advertise-host";
    lines.push(
      `${flag} has https without a certificate (tls-cert): the mock itself speaks http, so a proxy must terminate TLS there`,
    );
  }
  return lines;
}

/** The most characters of a name from outside. */
const maxName = 100;

const spaceNames: Readonly<Record<string, string>> = {
  " ": "a space",
  "\t": "a tab",
  "\n": "a line feed",
  "\r": "a carriage return",
};

/** The kinds of white space in a string, in words. */
function describeSpaces(spaces: string): string {
  return [...new Set(spaces)].map((space) => spaceNames[space] ?? codeOf(space)).join(" and ");
}

function codeOf(character: string): string {
  return `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}

const prefix = "LK_TEST_SERVER_";

/** What may follow the prefix. SDK test suites find the mock by its URL. */
const knownVariables = [...flags.map(({ variable }) => variable.slice(prefix.length)), "URL"];

/** The variables that look like settings but are not, one line each. No line has a value. */
export function unknownVariables(
  environment: Readonly<Record<string, string | undefined>>,
): string[] {
  const names = Object.keys(environment).filter(
    (name) => name.toUpperCase().startsWith(prefix) && environment[name] !== "",
  );
  return names.filter((name) => !isKnown(name)).map(lineFor);
}

function isKnown(name: string): boolean {
  return name.startsWith(prefix) && knownVariables.includes(name.slice(prefix.length));
}

function lineFor(name: string): string {
  const near = nearest(name.slice(prefix.length), knownVariables);
  const hint = didYouMean(near && prefix + near);
  return `unknown variable ${printable(name, maxName)}${hint}`;
}
