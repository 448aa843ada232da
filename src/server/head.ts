import type { IncomingMessage } from "node:http";
import { readControl, settle, touches } from "../control/index.js";
import type { Findings } from "../findings.js";
import { reportForm } from "./reportForm.js";
import { bearerIn, paramsOf, type Request } from "./request.js";
import { pathOf, type Route } from "./route.js";
import type { Station } from "./station.js";

/** What a request's first line and headers say. */
export type Head = Omit<Request, "body" | "upgrades" | "node">;

/** What strict mode leaves alone: there is no request to judge, or it has failed anyway. */
const unjudged: readonly Route["kind"][] = ["health", "ready", "schema", "explain", "notFound"];

/** Reads the head of a request, with the control that it carries, for this station's region. */
export function readHead(
  station: Station,
  to: Route,
  target: string,
  { method = "", headers, rawHeaders }: IncomingMessage,
  findings: Findings,
): Head {
  const contentType = headers["content-type"] ?? "";
  const form = { method, path: pathOf(target), target, contentType };
  reportForm(to, form, findings);
  const bearer = bearerIn(headers.authorization);
  const queryToken = target.includes("?") ? (paramsOf(target).get("access_token") ?? "") : "";
  const signal = to.kind === "signal" || to.kind === "validate";
  const token = signal ? queryToken || bearer : bearer || queryToken;
  const whole = readControl({ rawHeaders, token, signal }, station, findings);
  const called = calledPath(to);
  const control = settle(whole, {
    regionIndex: station.region.index,
    nowMs: station.clock.now(),
    touches: (patterns) => called !== undefined && touches(patterns, called),
  });
  const strict = !unjudged.includes(to.kind) && (whole.strict ?? station.strict);
  return { ...form, bearer, queryToken, control, strict };
}

/** The path of the API method that is called, known or not. */
function calledPath(to: Route): string | undefined {
  if (to.kind === "method") return to.method.path;
  return to.kind === "unknownMethod" ? to.path : undefined;
}
