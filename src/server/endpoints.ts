import { methods } from "../../gen/methods.js";
import { lazy } from "../util/lazy.js";
import { isOwnHost } from "./host.js";
import { serveHealth, serveNotFound, serveReady, refuseHost } from "./ownEndpoints.js";
import type { Responder, Endpoint, Route } from "./record.js";
import type { ListenerContext } from "./listenerContext.js";

type Flags = Omit<Endpoint, "load">;

const noFlags: Flags = {
  readsBody: false,
  isOwn: false,
  acceptsAnyHost: false,
  supportsStrict: false,
  hasCors: false,
  isSignal: false,
  upgrades: false,
  isMethod: false,
  isMissing: false,
  isProbe: false,
};

function endpoint(load: Endpoint["load"], flags: Partial<Flags>): Endpoint {
  return { load, ...noFlags, ...flags };
}

const health = (): Responder => serveHealth;
const ready = (): Responder => serveReady;
const missing = (): Responder => serveNotFound;
const unknownHost = (): Responder => refuseHost;
// All others are loaded on first use, so that the mock starts fast.
const schema = lazy(async () => (await import("./schema.js")).serveSchema);
const explain = lazy(async () => (await import("./explain.js")).serveExplain);
const regions = lazy(async () => (await import("./discovery.js")).serveRegions);
const rtc = lazy(async () => (await import("./signal.js")).serveRtc);
const rtcV1 = lazy(async () => (await import("./signal.js")).serveRtcV1);
const validate = lazy(async () => (await import("./signal.js")).serveValidate);
const knownMethodResponder = lazy(async () => (await import("./api.js")).serveMethod);
const unknownMethodResponder = lazy(async () => (await import("./api.js")).serveUnknownMethod);

/** The endpoints whose paths are the same in every mock. */
const endpoints: Readonly<Record<string, Endpoint>> = {
  "/": endpoint(health, { isOwn: true, acceptsAnyHost: true, isProbe: true }),
  "/_test/health": endpoint(health, { isOwn: true, acceptsAnyHost: true, isProbe: true }),
  "/_mock/ready": endpoint(ready, { isOwn: true, isProbe: true }),
  "/_mock/control.schema.json": endpoint(schema, { isOwn: true }),
  "/_mock/explain": endpoint(explain, { isOwn: true, readsBody: true }),
  "/settings/regions": endpoint(regions, { supportsStrict: true, hasCors: true }),
  "/rtc": endpoint(rtc, { supportsStrict: true, isSignal: true, upgrades: true }),
  "/rtc/v1": endpoint(rtcV1, { supportsStrict: true, isSignal: true, upgrades: true }),
  "/rtc/validate": endpoint(validate, { supportsStrict: true, isSignal: true, hasCors: true }),
  "/rtc/v1/validate": endpoint(validate, { supportsStrict: true, isSignal: true, hasCors: true }),
};
const routes: ReadonlyMap<string, Route> = new Map(
  Object.entries(endpoints).map(([path, value]) => [path, { endpoint: value }]),
);

const knownMethod = endpoint(knownMethodResponder, {
  supportsStrict: true,
  isMethod: true,
  readsBody: true,
});
const unknownMethod = endpoint(unknownMethodResponder, {
  supportsStrict: true,
  isMethod: true,
  readsBody: true,
});
const notFound: Route = { endpoint: endpoint(missing, { isMissing: true }) };
const ownNotFound: Route = { endpoint: endpoint(missing, { isOwn: true, isMissing: true }) };
const unknownHostRoute: Route = { endpoint: endpoint(unknownHost, { isOwn: true }) };

/** The paths that are the same in every mock, except the root. */
export const fixedPaths = Object.keys(endpoints).filter((path) => path !== "/");

/** Finds the route for a path (decoded, without the query) and a `Host` header. */
export function findRoute(
  path: string,
  host: string | undefined,
  listener: ListenerContext,
): Route {
  const route = routes.get(path) ?? routeBelowPrefix(path, listener.prefix);
  const { isOwn, acceptsAnyHost } = route.endpoint;
  if (!isOwn || acceptsAnyHost || host === undefined) return route;
  return isOwnHost(host, listener) ? route : unknownHostRoute;
}

function routeBelowPrefix(path: string, prefix: string): Route {
  if (path.startsWith(`${prefix}/`)) {
    const methodPath = path.slice(prefix.length + 1);
    const row = methods.get(methodPath);
    return { endpoint: row === undefined ? unknownMethod : knownMethod, methodPath, row };
  }
  return path.startsWith("/_mock/") ? ownNotFound : notFound;
}

/** Whether a path accepts WebSockets. */
export function upgrades(path: string): boolean {
  return routes.get(path)?.endpoint.upgrades === true;
}

/** Gives a path prefix one leading slash and no trailing one; the root becomes empty. */
export function normalizePrefix(prefix: string): string {
  const inner = prefix.replace(/^\/+|\/+$/g, "");
  return inner === "" ? "" : `/${inner}`;
}

/** The path and query of a request's URL, without the origin of an absolute one. */
export function targetOf(url: string): string {
  if (url.startsWith("/")) return url;
  const target = url.replace(/^https?:\/\/[^/?]*/i, "");
  return target.startsWith("/") ? target : `/${target}`;
}

/** A target's path without its query, not decoded. */
export function rawPathOf(target: string): string {
  const end = target.indexOf("?");
  return end === -1 ? target : target.slice(0, end);
}

/** A target's path, percent-decoded; unchanged if it does not decode. */
export function pathOf(target: string): string {
  const path = rawPathOf(target);
  if (!path.includes("%")) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
