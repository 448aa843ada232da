import { methods } from "../../gen/methods.js";
import { lazy } from "../util/lazy.js";
import { isOwnHost } from "./host.js";
import { serveHealth, serveNotFound, serveReady, refuseHost } from "./own.js";
import type { Responder, Endpoint, Route } from "./record.js";
import type { ListenerContext } from "./listenerContext.js";

type Flags = Omit<Endpoint, "load">;

const noFlags: Flags = {
  readsBody: false,
  isOwn: false,
  isForAnyHost: false,
  isJudged: false,
  hasCors: false,
  isSignal: false,
  upgrades: false,
  isMethod: false,
  isMissing: false,
};

function endpoint(load: Endpoint["load"], flags: Partial<Flags>): Endpoint {
  return { load, ...noFlags, ...flags };
}

const health = (): Responder => serveHealth;
const ready = (): Responder => serveReady;
const missing = (): Responder => serveNotFound;
const foreignHost = (): Responder => refuseHost;
// What else there is, is loaded when it is first asked for: a mock is to start at once.
const schema = lazy(async () => (await import("./schema.js")).serveSchema);
const explain = lazy(async () => (await import("./explain.js")).serveExplain);
const regions = lazy(async () => (await import("./discovery.js")).serveRegions);
const rtc = lazy(async () => (await import("./signal.js")).serveRtc);
const rtcV1 = lazy(async () => (await import("./signal.js")).serveRtcV1);
const validate = lazy(async () => (await import("./signal.js")).serveValidate);
const known = lazy(async () => (await import("./api.js")).serveMethod);
const unknown = lazy(async () => (await import("./api.js")).serveUnknownMethod);

/** What is behind the paths that are the same in every mock: a row per path. */
const endpoints: Readonly<Record<string, Endpoint>> = {
  "/": endpoint(health, { isOwn: true, isForAnyHost: true }),
  "/_test/health": endpoint(health, { isOwn: true, isForAnyHost: true }),
  "/_mock/ready": endpoint(ready, { isOwn: true }),
  "/_mock/control.schema.json": endpoint(schema, { isOwn: true }),
  "/_mock/explain": endpoint(explain, { isOwn: true, readsBody: true }),
  "/settings/regions": endpoint(regions, { isJudged: true, hasCors: true }),
  "/rtc": endpoint(rtc, { isJudged: true, isSignal: true, upgrades: true }),
  "/rtc/v1": endpoint(rtcV1, { isJudged: true, isSignal: true, upgrades: true }),
  "/rtc/validate": endpoint(validate, { isJudged: true, isSignal: true, hasCors: true }),
  "/rtc/v1/validate": endpoint(validate, { isJudged: true, isSignal: true, hasCors: true }),
};
const routes: ReadonlyMap<string, Route> = new Map(
  Object.entries(endpoints).map(([path, at]) => [path, { endpoint: at }]),
);

const knownMethod = endpoint(known, { isJudged: true, isMethod: true, readsBody: true });
const unknownMethod = endpoint(unknown, { isJudged: true, isMethod: true, readsBody: true });
const notFound: Route = { endpoint: endpoint(missing, { isMissing: true }) };
const ownNotFound: Route = { endpoint: endpoint(missing, { isOwn: true, isMissing: true }) };
const otherHost: Route = { endpoint: endpoint(foreignHost, { isOwn: true }) };

/** What is behind a path (decoded, without the query), at the host of a request's `Host` header. */
export function routeOf(path: string, host: string | undefined, listener: ListenerContext): Route {
  const route = routes.get(path) ?? routeBelowPrefix(path, listener.prefix);
  const { isOwn, isForAnyHost } = route.endpoint;
  if (!isOwn || isForAnyHost || host === undefined) return route;
  return isOwnHost(host, listener) ? route : otherHost;
}

function routeBelowPrefix(path: string, prefix: string): Route {
  if (path.startsWith(`${prefix}/`)) {
    const called = path.slice(prefix.length + 1);
    const row = methods.get(called);
    return { endpoint: row === undefined ? unknownMethod : knownMethod, called, row };
  }
  return path.startsWith("/_mock/") ? ownNotFound : notFound;
}

/** Whether a request for a path can go on with a WebSocket. */
export function upgrades(path: string): boolean {
  return routes.get(path)?.endpoint.upgrades === true;
}

/** A path prefix with one leading slash and no trailing one; empty if it is the root. */
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
