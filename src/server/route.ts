import type { MethodRow } from "../../gen/types.js";
import { methods } from "../../gen/methods.js";

/** The signal path: 0 is `/rtc`, 1 is `/rtc/v1`. */
export type SignalVersion = 0 | 1;

/** What a path stands for. */
export type Route =
  | { readonly kind: "health" }
  | { readonly kind: "ready" }
  | { readonly kind: "regions" }
  | { readonly kind: "signal"; readonly version: SignalVersion }
  | { readonly kind: "validate" }
  | { readonly kind: "method"; readonly method: MethodRow }
  | { readonly kind: "unknownMethod"; readonly path: string }
  | { readonly kind: "schema" }
  | { readonly kind: "explain" }
  | { readonly kind: "otherHost" }
  | { readonly kind: "notFound" };

/** Where `path` (decoded, without the query) leads; `prefix` is that of {@link normalizePrefix}. */
export function route(path: string, prefix: string): Route {
  const fixed = fixedRoutes.get(path);
  if (fixed !== undefined) return fixed;
  if (!path.startsWith(`${prefix}/`)) return { kind: "notFound" };
  const below = path.slice(prefix.length + 1);
  const method = methods.get(below);
  return method === undefined ? { kind: "unknownMethod", path: below } : { kind: "method", method };
}

const fixedRoutes: ReadonlyMap<string, Route> = new Map<string, Route>([
  ["/", { kind: "health" }],
  ["/_test/health", { kind: "health" }],
  ["/_mock/ready", { kind: "ready" }],
  ["/settings/regions", { kind: "regions" }],
  ["/_mock/control.schema.json", { kind: "schema" }],
  ["/_mock/explain", { kind: "explain" }],
  ["/rtc", { kind: "signal", version: 0 }],
  ["/rtc/v1", { kind: "signal", version: 1 }],
  ["/rtc/validate", { kind: "validate" }],
  ["/rtc/v1/validate", { kind: "validate" }],
]);

/** The routes that lead to the mock itself, and not to what it stands in for. */
const ownKinds: readonly Route["kind"][] = ["health", "ready", "schema", "explain", "otherHost"];

/** Whether a request is for the mock itself: `path` is what the route is of. */
export function isForMock({ kind }: Route, path: string): boolean {
  return ownKinds.includes(kind) || (kind === "notFound" && path.startsWith("/_mock/"));
}

/** A path prefix with one leading slash and no trailing one; empty where it is the root. */
export function normalizePrefix(prefix: string): string {
  const inner = prefix.replace(/^\/+|\/+$/g, "");
  return inner === "" ? "" : `/${inner}`;
}

/** The path and query of a request target, without the origin of an absolute one. */
export function targetOf(url: string): string {
  if (url.startsWith("/")) return url;
  const target = url.replace(/^https?:\/\/[^/?]*/i, "");
  return target.startsWith("/") ? target : `/${target}`;
}

/** The path of a target without its query, as it came. */
export function rawPathOf(target: string): string {
  const end = target.indexOf("?");
  return end === -1 ? target : target.slice(0, end);
}

/** The path of a target, percent-decoded. One that does not decode is left as it is. */
export function pathOf(target: string): string {
  const path = rawPathOf(target);
  if (!path.includes("%")) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
