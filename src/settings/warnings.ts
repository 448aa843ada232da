import { printable } from "../util/findings.js";
import { nearest } from "../util/nearest.js";
import { isLoopback } from "./binding.js";
import { defaultApiSecret, flags } from "./flags.js";
import type { Settings } from "./settings.js";

/** What the owner of a mock may not have meant by its settings, one line each. None has the secret. */
export function warningsOf({ bind, apiSecret }: Pick<Settings, "bind" | "apiSecret">): string[] {
  const lines = [];
  if (apiSecret === defaultApiSecret && !isLoopback(bind)) {
    const risk = "whoever reaches the ports may control the mock and make tokens";
    lines.push(`bind is ${printable(bind, maxName)} and api-secret the default: ${risk}`);
  }
  const begin = apiSecret.slice(0, apiSecret.length - apiSecret.trimStart().length);
  const end = apiSecret.slice(apiSecret.trimEnd().length);
  const odd = [];
  if (begin !== "") odd.push(`begins with ${namesOf(begin)}`);
  if (end !== "") odd.push(`ends with ${namesOf(end)}`);
  if (odd.length > 0) lines.push(`api-secret ${odd.join(" and ")}, which is part of the secret`);
  return lines;
}

/** Most characters of a name that comes from outside. */
const maxName = 100;

const spaceNames: Readonly<Record<string, string>> = {
  " ": "a space",
  "\t": "a tab",
  "\n": "a line feed",
  "\r": "a carriage return",
};

/** The kinds of white space in a text, in words. */
function namesOf(text: string): string {
  return [...new Set(text)].map((kind) => spaceNames[kind] ?? codeOf(kind)).join(" and ");
}

function codeOf(character: string): string {
  return `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}

const prefix = "LK_TEST_SERVER_";

/** What may stand behind the prefix. The test suites of SDKs find the mock by its URL. */
const knownVariables = [...flags.map(({ variable }) => variable.slice(prefix.length)), "URL"];

/** The variables that look like settings and are not, one line each. None has a value. */
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
  const closest = nearest(name.slice(prefix.length), knownVariables) ?? "";
  return `unknown variable ${printable(name, maxName)}; the nearest is ${prefix}${closest}`;
}
