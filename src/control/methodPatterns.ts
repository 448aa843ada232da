import { methods } from "../../gen/methods.js";

/** Whether a list of `methods` matches the method at a path: by name, by service, or by both. */
export function matchesMethod(patterns: readonly string[], path: string): boolean {
  const [service = "", name = ""] = path.split("/", 2);
  const all = `${service}/*`;
  return patterns.some((pattern) => pattern === path || pattern === name || pattern === all);
}

/** Every valid entry of a list of `methods`. */
export const knownPatterns: readonly string[] = [
  ...new Set(
    [...methods.values()].flatMap(({ path, name, service }) => [name, path, `${service}/*`]),
  ),
];
