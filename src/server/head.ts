import { methods } from "../../gen/methods.js";
import { settle, touches, type Control, type Trust } from "../control/index.js";
import type { Awaitable } from "../util/awaitable.js";
import { Findings, show } from "../util/findings.js";
import { pathOf, rawPathOf, routeOf, targetOf } from "./endpoints.js";
import { listenerForHost } from "./listenerForHost.js";
import { RequestRecord, type Arrival } from "./record.js";
import type { ListenerContext } from "./listenerContext.js";
import { trustInUrl } from "./webPage.js";

/** Takes a request up: its route, the region that its `Host` has, and what is odd about them. */
export function receive(context: ListenerContext, arrival: Arrival): RequestRecord {
  const { url = "", headers } = arrival.req;
  const findings = new Findings();
  const { hostRegions, advertiseFromHost } = context;
  const dependsOnHost = (hostRegions ?? advertiseFromHost) !== undefined;
  const listener = dependsOnHost ? listenerForHost(context, headers.host, findings) : context;
  const target = targetOf(url);
  const path = pathOf(target);
  const route = routeOf(path, headers.host, listener);
  const request = new RequestRecord(listener, route, target, path, arrival, findings);
  reportForm(request);
  return request;
}

/** Reports what is odd about where a request goes; of a call, what Twirp does not allow. */
function reportForm(request: RequestRecord): void {
  const { route, target, path, findings } = request;
  const { endpoint, called, row } = route;
  if (endpoint.isMissing) return;
  if (called !== undefined && row === undefined) {
    findings.add("route", () => ({
      path: "path",
      code: "unknownMethod",
      value: show(called),
      nearest: findings.nearest(called, [...methods.keys()]),
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

/** How much counts of the control in a request's token. */
export function trustInToken(request: RequestRecord): Awaitable<Trust> {
  if (!hasTokenInUrl(request)) return "full";
  const { route, listener, headers, queryToken } = request;
  const trust = trustInUrl(route.endpoint, headers);
  return trust === "limited" ? limitedTrust(listener, queryToken) : trust;
}

/** Whether the token that counts is that of the URL. */
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

/** Reads the control that a request carries, and settles it for the request's region. */
export function applyControl(
  request: RequestRecord,
  rawHeaders: readonly string[],
  trust: Trust,
): void {
  const { listener, region, route, findings, bearer, queryToken } = request;
  const { isOwn, isSignal, isJudged } = route.endpoint;
  const { called } = route;
  const token = listener.tokenOf(hasTokenInUrl(request) ? queryToken : bearer);
  request.sent = token;
  const whole = listener.readControl(
    { rawHeaders, token, signal: isSignal, trust, hasDefault: !isOwn },
    findings,
  );
  const settled = settle(whole, {
    regionIndex: region.index,
    nowMs: listener.clock.now(),
    touches: (patterns) => called !== undefined && touches(patterns, called),
  });
  request.control = isOwn ? withoutMarks(settled, request) : settled;
  request.strict = isJudged && (whole.strict ?? listener.strict);
  encode(request);
  const isOwnControl = called !== undefined && whole.isDefault !== true;
  if (isOwnControl && request.encoding === "protobuf") reportJsonFields(request);
}

const json = /json/i;

/** Chooses the encoding of a call by its content type and control. */
function encode(request: RequestRecord): void {
  if (!json.test(request.headers["content-type"] ?? "")) return;
  const { jsonNames, emitDefaults } = request.control;
  const form = jsonNames === "snake" ? "jsonSnake" : "json";
  request.encoding = emitDefaults === true ? `${form}Defaults` : form;
  request.contentType = "application/json";
}

/** Reports what a control says of JSON to a call in protobuf. */
function reportJsonFields({ control, findings }: RequestRecord): void {
  for (const path of ["jsonNames", "emitDefaults"] as const) {
    if (control[path] === undefined) continue;
    findings.add("control", () => ({
      path,
      code: "noEffect",
      reason: "the call is in protobuf",
      expected: "a call in JSON",
    }));
  }
}

/** A control without what it would put on a response of the mock's own. */
function withoutMarks(control: Control, { path, findings }: RequestRecord): Control {
  const { headers, id, ...others } = control;
  for (const [name, value] of Object.entries({ headers, id })) {
    if (value === undefined) continue;
    findings.add("control", () => ({ path: name, code: "noEffect", reason: `${path} ignores it` }));
  }
  return others;
}
