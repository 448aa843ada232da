import { methods } from "../../gen/methods.js";
import { show } from "../util/findings.js";
import { nearest } from "../util/nearest.js";
import { fixedPaths } from "./endpoints.js";
import type { RequestRecord } from "./record.js";

/** The most of a path that is looked at, in characters: its end names the method. */
const compared = 100;

/** Reports a path that leads nowhere, if the client may have meant another. */
export function reportUnknownPath({ path, listener, findings }: RequestRecord): void {
  const near = nearestMethod(path, listener.prefix) ?? nearest(path, fixedPaths);
  if (near === undefined) return;
  findings.add("route", () => ({
    path: "path",
    code: "unknownPath",
    value: show(path),
    nearest: near,
  }));
}

/** The path of a method whose prefix is missing or misspelt. */
function nearestMethod(path: string, prefix: string): string | undefined {
  const [, called] = /\/([^/]+\/[^/]+)$/.exec(path.slice(-compared)) ?? [];
  if (called === undefined) return undefined;
  const method = methods.has(called) ? called : nearest(called, [...methods.keys()]);
  return method === undefined ? undefined : `${prefix}/${method}`;
}
