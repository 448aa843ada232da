import { methods } from "../../gen/methods.js";

/** Stands for the path of any method. */
export const anyMethod: unique symbol = Symbol("any method");

/** The path of the method that a request calls; `undefined` if the request is not a call. */
export type CalledMethod = string | typeof anyMethod | undefined;

/** Whether a list of `methods` matches a called method: by name, by service, or by both. */
export function matchesMethod(patterns: readonly string[], called: CalledMethod): boolean {
  if (typeof called !== "string") return called === anyMethod;
  const matching = patternsOf(called);
  return patterns.some((pattern) => matching.includes(pattern));
}

/** The entry of `methods` for a called method: that of the most specific key. */
export function entryOf<Entry>(
  entries: Readonly<Record<string, Entry>>,
  called: CalledMethod,
): Entry | undefined {
  if (called === undefined) return undefined;
  const keys = called === anyMethod ? [] : patternsOf(called);
  const key = [...keys, "*"].find((one) => Object.hasOwn(entries, one));
  return key === undefined ? undefined : entries[key];
}

/** The patterns that match the method at a path, the most specific one first. */
function patternsOf(path: string): string[] {
  const [service = "", name = ""] = path.split("/", 2);
  return [path, name, `${service}/*`];
}

/** Every valid entry of a list of `methods`. */
export const knownPatterns: readonly string[] = [
  ...new Set([...methods.keys()].flatMap((path) => patternsOf(path))),
];

/** Every valid key of `methods`. */
export const methodKeys: ReadonlySet<string> = new Set([...knownPatterns, "*"]);
