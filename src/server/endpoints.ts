import { methods } from "../../gen/methods.js";
import { lazy } from "../util/lazy.js";
import { isOwnHost } from "./host.js";
import type { Answerer, Endpoint, Route } from "./record.js";
import type { Station } from "./station.js";

type Load = () => Promise<Answerer>;
type Flags = Partial<Omit<Endpoint, "load">>;

function endpoint(load: Load, flags: Flags): Route {
  const none = { readsBody: false, isOwn: false, isForAnyHost: false, isJudged: false };
  const nothing = { hasCors: false, isSignal: false, upgrades: false, isMethod: false };
  return { endpoint: { load: lazy(load), ...none, ...nothing, isMissing: false, ...flags } };
}

/** What LiveKit's servers have. */
function livekit(load: Load, flags: Flags = {}): Route {
  return endpoint(load, { isJudged: true, ...flags });
}

/** What only the mock has. */
function own(load: Load, flags: Flags = {}): Route {
  return endpoint(load, { isOwn: true, ...flags });
}

const health = own(async () => (await import("./own.js")).answerHealth, { isForAnyHost: true });
const signal = { isSignal: true, upgrades: true };
const validate = livekit(async () => (await import("./signal.js")).answerValidate, {
  isSignal: true,
  hasCors: true,
});

/** What is behind the paths that are the same in every mock. */
const fixed: ReadonlyMap<string, Route> = new Map([
  ["/", health],
  ["/_test/health", health],
  ["/_mock/ready", own(async () => (await import("./own.js")).answerReady)],
  ["/_mock/control.schema.json", own(async () => (await import("./own.js")).answerSchema)],
  [
    "/_mock/explain",
    own(async () => (await import("./explain.js")).answerExplain, { readsBody: true }),
  ],
  [
    "/settings/regions",
    livekit(async () => (await import("./discovery.js")).answerRegions, { hasCors: true }),
  ],
  ["/rtc", livekit(async () => (await import("./signal.js")).answerRtc, signal)],
  ["/rtc/v1", livekit(async () => (await import("./signal.js")).answerRtcV1, signal)],
  ["/rtc/validate", validate],
  ["/rtc/v1/validate", validate],
]);

const api = { isMethod: true, readsBody: true };
const method = livekit(async () => (await import("./api.js")).answerMethod, api).endpoint;
const unknownMethod = livekit(
  async () => (await import("./api.js")).answerUnknownMethod,
  api,
).endpoint;
const notFound = endpoint(async () => (await import("./own.js")).answerNotFound, {
  isMissing: true,
});
const ownNotFound = own(async () => (await import("./own.js")).answerNotFound, { isMissing: true });
const otherHost = own(async () => (await import("./own.js")).refuseHost);

/** What is behind a path (decoded, without the query), at the host of a request's `Host` header. */
export function routeOf(path: string, host: string | undefined, station: Station): Route {
  const route = fixed.get(path) ?? below(path, station.prefix);
  const { isOwn, isForAnyHost } = route.endpoint;
  if (!isOwn || isForAnyHost || host === undefined) return route;
  return isOwnHost(host, station) ? route : otherHost;
}

function below(path: string, prefix: string): Route {
  if (path.startsWith(`${prefix}/`)) {
    const called = path.slice(prefix.length + 1);
    const row = methods.get(called);
    return { endpoint: row === undefined ? unknownMethod : method, called, row };
  }
  return path.startsWith("/_mock/") ? ownNotFound : notFound;
}

/** Whether a request for a path can go on with a WebSocket. */
export function upgrades(path: string): boolean {
  return fixed.get(path)?.endpoint.upgrades === true;
}

/** A path prefix with one leading slash and no trailing one; empty if it is the root. */
export function normalizePrefix(prefix: string): string {
  const inner = prefix.replace(/^\/+|\/+$/g, "");
  return inner === "" ? "" : `/${inner}`;
}
