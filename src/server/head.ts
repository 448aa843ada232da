import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { settle, touches, type Control } from "../control/index.js";
import type { Findings } from "../findings.js";
import { reportForm } from "./reportForm.js";
import { bearerIn, paramReader } from "./request.js";
import { pathOf, type Route } from "./route.js";
import type { Station } from "./station.js";

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
const unjudged: readonly Route["kind"][] = ["health", "ready", "schema", "explain", "notFound"];

const accessTokenOf = paramReader("access_token");

/** Reads the head of a request, with the control that it carries, for this station's region. */
export function readHead(
  station: Station,
  to: Route,
  target: string,
  { method = "", headers, rawHeaders }: IncomingMessage,
  findings: Findings,
): Head {
  const contentType = headers["content-type"] ?? "";
  const path = pathOf(target);
  reportForm(to, { method, path, target, contentType }, findings);
  const bearer = bearerIn(headers.authorization);
  const queryToken = accessTokenOf(target) ?? "";
  const signal = to.kind === "signal" || to.kind === "validate";
  const token = signal ? queryToken || bearer : bearer || queryToken;
  const whole = station.readControl({ rawHeaders, token, signal }, findings);
  const called = calledPath(to);
  const control = settle(whole, {
    regionIndex: station.region.index,
    nowMs: station.clock.now(),
    touches: (patterns) => called !== undefined && touches(patterns, called),
  });
  const strict = (whole.strict ?? station.strict) && !unjudged.includes(to.kind);
  return { method, path, target, contentType, bearer, queryToken, control, strict, headers };
}

/** The path of the API method that is called, known or not. */
function calledPath(to: Route): string | undefined {
  if (to.kind === "method") return to.method.path;
  return to.kind === "unknownMethod" ? to.path : undefined;
}
