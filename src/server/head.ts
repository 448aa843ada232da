import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { whenThere, type Awaitable } from "../util/awaitable.js";
import { settle, touches, type Control, type Trust } from "../control/index.js";
import type { Findings } from "../util/findings.js";
import type { Encoding } from "../twirp/codec.js";
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
  /** What the body of a call is in, and how its response is encoded. */
  readonly encoding: Encoding;
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

const accessTokenOf = paramReader("access_token");

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
  const trusted = isInUrl ? trustIn(station, to, token, headers) : "full";
  return whenThere(trusted, (trust) => {
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
    // Else there is no request to judge, or it has failed anyway.
    const isJudged = !isOwn && to.kind !== "notFound";
    const strict = isJudged && (whole.strict ?? station.strict);
    const encoding = encodingOf(contentType, control);
    const asks = called !== undefined && whole.isDefault !== true;
    if (asks && encoding === "protobuf") reportJsonFields(control, findings);
    return { method, path, target, encoding, bearer, queryToken, control, strict, headers };
  });
}

/** How much counts of the control in a token that the URL has. */
function trustIn(
  station: Station,
  to: Route,
  token: string,
  headers: IncomingHttpHeaders,
): Awaitable<Trust> {
  const trust = trustInUrl(to, headers);
  if (trust !== "limited") return trust;
  return whenThere(station.verify(token, station.clock.now()), ({ ok }) =>
    ok ? trust : "unverified",
  );
}

const json = /json/i;

/** The encoding of a call with this content type. */
function encodingOf(contentType: string, { jsonNames, emitDefaults }: Control): Encoding {
  if (!json.test(contentType)) return "protobuf";
  if (jsonNames === "snake") return emitDefaults === true ? "jsonSnakeDefaults" : "jsonSnake";
  return emitDefaults === true ? "jsonDefaults" : "json";
}

/** Reports what a control says of JSON to a call in protobuf. */
function reportJsonFields({ jsonNames, emitDefaults }: Control, findings: Findings): void {
  if (jsonNames !== undefined) reportJsonField("jsonNames", findings);
  if (emitDefaults !== undefined) reportJsonField("emitDefaults", findings);
}

function reportJsonField(path: string, findings: Findings): void {
  const problem = "has no effect in protobuf";
  findings.add("control", () => ({ path, problem, expected: "a request in JSON" }));
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
