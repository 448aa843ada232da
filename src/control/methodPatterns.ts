import { methods } from "../../gen/methods.js";

/** Whether a list of `methods` matches the method of a path: by name, by service, or by both. */
export function touches(patterns: readonly string[], path: string): boolean {
  const [service = "", name = ""] = path.split("/", 2);
  const all = `${service}/*`;
  return patterns.some((pattern) => pattern === path || pattern === name || pattern === all);
}

/** All that can stand in a list of `methods` and names something. */
export const knownPatterns: readonly string[] = [
  ...new Set(
    [...methods.values()].flatMap(({ path, name, service }) => [name, path, `${service}/*`]),
  ),
];
