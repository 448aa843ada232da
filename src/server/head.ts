import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { whenThere, type Awaitable } from "../awaitable.js";
import { settle, touches, type Control, type Trust } from "../control/index.js";
import type { Findings } from "../findings.js";
import { reportForm } from "./reportForm.js";
import { bearerIn, paramReader } from "./request.js";
import { isForMock, pathOf, type Route } from "./route.js";
import type { Station } from "./station.js";
import { trustInUrl } from "./webPage.js";

/** What a request's first line and headers say. */
export interface Head {
  /** HTTP method. */
  readonly method: string;
  /** Decoded path, without the query. */
  readonly path: string;
  /** Path and query, as they came. */
  readonly target: string;
  readonly contentType: string;
  /** The token of the `Authorization` header; empty where there is none. */
  readonly bearer: string;
  /** The token of the `access_token` query parameter; empty where there is none. */
  readonly queryToken: string;
  /** How the request is to be treated. */
  readonly control: Control;
  /** Whether findings are errors. */
  readonly strict: boolean;
  /** All of them, by lower-case name. */
  readonly headers: IncomingHttpHeaders;
}

/** What strict mode leaves alone: there is no request to judge, or it has failed anyway. */
const unjudged: readonly Route["kind"][] = [
  "health",
  "ready",
  "schema",
  "explain",
  "otherHost",
  "notFound",
];

const accessTokenOf = paramReader("access_token");

/** What of a head is there before its control is read, and where that may be. */
interface Parts extends Omit<Head, "control" | "strict"> {
  readonly rawHeaders: readonly string[];
  /** The token that may hold it; empty if there is none. */
  readonly token: string;
  /** Whether the request is for a signal connection. */
  readonly signal: boolean;
}

/** Reads the head of a request, with the control that it carries, for this station's region. */
export function readHead(
  station: Station,
  to: Route,
  target: string,
  { method = "", headers, rawHeaders }: IncomingMessage,
  findings: Findings,
): Awaitable<Head> {
  const contentType = headers["content-type"] ?? "";
  const path = pathOf(target);
  reportForm(to, { method, path, target, contentType }, findings);
  const bearer = bearerIn(headers.authorization);
  const queryToken = accessTokenOf(target) ?? "";
  const signal = to.kind === "signal" || to.kind === "validate";
  const isInUrl = queryToken !== "" && (signal || bearer === "");
  const token = isInUrl ? queryToken : bearer;
  const trust = isInUrl ? trustInUrl(to, headers) : "full";
  const parts: Parts = {
    method,
    path,
    target,
    contentType,
    bearer,
    queryToken,
    headers,
    rawHeaders,
    token,
    signal,
  };
  if (trust !== "limited") return completeHead(station, to, parts, trust, findings);
  return whenThere(station.verify(queryToken, station.clock.now()), ({ ok }) =>
    completeHead(station, to, parts, ok ? "limited" : "unverified", findings),
  );
}

function completeHead(
  station: Station,
  to: Route,
  parts: Parts,
  trust: Trust,
  findings: Findings,
): Head {
  const { method, path, target, contentType, bearer, queryToken, headers } = parts;
  const { rawHeaders, token, signal } = parts;
  const isOwn = isForMock(to, path);
  const sources = { rawHeaders, token, signal, trust, hasDefault: !isOwn };
  const whole = station.readControl(sources, findings);
  const called = calledPath(to);
  const settled = settle(whole, {
    regionIndex: station.region.index,
    nowMs: station.clock.now(),
    touches: (patterns) => called !== undefined && touches(patterns, called),
  });
  const control = isOwn ? withoutMarks(settled, path, findings) : settled;
  const strict = (whole.strict ?? station.strict) && !unjudged.includes(to.kind);
  return { method, path, target, contentType, bearer, queryToken, control, strict, headers };
}

/** A control without what it would put on a response of the mock's own. */
function withoutMarks(control: Control, path: string, findings: Findings): Control {
  const { headers, id, ...others } = control;
  for (const [name, value] of Object.entries({ headers, id })) {
    if (value === undefined) continue;
    findings.add("control", () => ({ path: name, problem: `has no effect on ${path}` }));
  }
  return others;
}

/** The path of the API method that is called, known or not. */
function calledPath(to: Route): string | undefined {
  if (to.kind === "method") return to.method.path;
  return to.kind === "unknownMethod" ? to.path : undefined;
}
