import { methods } from "../../gen/methods.js";
import { settle, type Control, type Trust } from "../control/index.js";
import type { Awaitable } from "../util/awaitable.js";
import { Findings, show } from "../util/findings.js";
import { pathOf, rawPathOf, findRoute, targetOf } from "./endpoints.js";
import { listenerForHost } from "./listenerForHost.js";
import { RequestRecord, type Arrival } from "./record.js";
import type { ListenerContext } from "./listenerContext.js";
import { reportUnknownPath } from "./unknownPath.js";
import { trustInUrl } from "./webPage.js";

/** Starts a request's record: finds its region and its route, and reports what is wrong there. */
export function receive(context: ListenerContext, arrival: Arrival): RequestRecord {
  const { url = "", headers } = arrival.req;
  const findings = new Findings();
  const { hostRegions, advertiseFromHost } = context;
  const dependsOnHost = (hostRegions ?? advertiseFromHost) !== undefined;
  const listener = dependsOnHost ? listenerForHost(context, headers.host, findings) : context;
  const target = targetOf(url);
  const path = pathOf(target);
  const route = findRoute(path, headers.host, listener);
  const request = new RequestRecord(listener, route, target, path, arrival, findings);
  reportRoute(request);
  return request;
}

/** Reports what is wrong with the path and, for a call, with the HTTP method and content type. */
function reportRoute(request: RequestRecord): void {
  const { route, target, path, findings } = request;
  const { endpoint, methodPath, row } = route;
  if (endpoint.isMissing) {
    reportUnknownPath(request);
    return;
  }
  if (methodPath !== undefined && row === undefined) {
    findings.add("route", () => ({
      path: "path",
      code: "unknownMethod",
      value: show(methodPath),
      nearest: findings.nearest(methodPath, [...methods.keys()]),
    }));
  } else if (rawPathOf(target) !== path) {
    findings.add("route", () => ({
      path: "path",
      code: "encodedPath",
      value: show(rawPathOf(target)),
      expected: path,
    }));
  }
  if (endpoint.isMethod) reportCall(request);
}

const isTwirp = /^\s*application\/(json|protobuf)\s*(;|$)/i;

function reportCall({ httpMethod, headers, findings }: RequestRecord): void {
  if (httpMethod !== "POST") {
    findings.add("route", () => ({
      path: "method",
      code: "wrongHttpMethod",
      value: httpMethod,
      expected: "POST",
    }));
  }
  const { "content-type": contentType = "" } = headers;
  if (!isTwirp.test(contentType)) {
    findings.add("route", () => ({
      path: "Content-Type",
      ...(contentType === ""
        ? { code: "missing" }
        : { code: "wrongContentType", value: show(contentType) }),
      expected: "application/json or application/protobuf",
    }));
  }
}

/** How far to trust the control in a request's token. */
export function trustInToken(request: RequestRecord): Awaitable<Trust> {
  if (!hasTokenInUrl(request)) return "full";
  const { route, listener, headers, queryToken } = request;
  const trust = trustInUrl(route.endpoint, headers);
  return trust === "limited" ? limitedTrust(listener, queryToken) : trust;
}

/** Whether the request's token is the one in the URL. */
function hasTokenInUrl({ queryToken, bearer, route }: RequestRecord): boolean {
  return queryToken !== "" && (bearer === "" || route.endpoint.isSignal);
}

async function limitedTrust(
  { tokenOf, verify, clock }: ListenerContext,
  token: string,
): Promise<Trust> {
  const { ok } = await verify(tokenOf(token), clock.now());
  return ok ? "limited" : "unverified";
}

/** Reads the request's control, and works out what it means for the request's region. */
export function applyControl(
  request: RequestRecord,
  rawHeaders: readonly string[],
  trust: Trust,
): void {
  const { listener, region, route, findings, bearer, queryToken } = request;
  const { isOwn, isSignal, supportsStrict } = route.endpoint;
  const { methodPath } = route;
  const token = listener.tokenOf(hasTokenInUrl(request) ? queryToken : bearer);
  request.sentToken = token;
  const fullControl = listener.readControl(
    { rawHeaders, token, signal: isSignal, trust, hasDefault: !isOwn },
    findings,
  );
  const settled = settle(fullControl, {
    regionIndex: region.index,
    nowMs: listener.clock.now(),
    calledMethod: methodPath,
  });
  request.control = isOwn ? withoutHeadersAndId(settled, request) : settled;
  request.strict = supportsStrict && (fullControl.strict ?? listener.strict);
  chooseEncoding(request);
  const isOwnControl = methodPath !== undefined && fullControl.isDefault !== true;
  if (isOwnControl && request.encoding === "protobuf") reportJsonFields(request);
}

const json = /json/i;

/** Chooses a call's encoding by its content type and control. */
function chooseEncoding(request: RequestRecord): void {
  if (!json.test(request.headers["content-type"] ?? "")) return;
  const { jsonNames, emitDefaults } = request.control;
  const form = jsonNames === "snake" ? "jsonSnake" : "json";
  request.encoding = emitDefaults === true ? `${form}Defaults` : form;
  request.contentType = "application/json";
}

/** Reports the control's JSON fields on a call in protobuf, where they have no effect. */
function reportJsonFields({ control, findings }: RequestRecord): void {
  for (const path of ["jsonNames", "emitDefaults"] as const) {
    if (control[path] === undefined) continue;
    findings.add("control", () => ({
      path,
      code: "noEffect",
      reason: "the call is in protobuf",
    }));
  }
}

/** Removes the fields that would add headers: the mock's own endpoints ignore them. */
function withoutHeadersAndId(control: Control, { path, findings }: RequestRecord): Control {
  const { headers, id, ...others } = control;
  for (const [name, value] of Object.entries({ headers, id })) {
    if (value === undefined) continue;
    findings.add("control", () => ({ path: name, code: "noEffect", reason: `${path} ignores it` }));
  }
  return others;
}
