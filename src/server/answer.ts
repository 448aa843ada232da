import type { Findings } from "../util/findings.js";
import { whenThere, type Awaitable } from "../util/awaitable.js";
import { lazy } from "../util/lazy.js";
import { json, plainly, text, type Outcome } from "../util/reply.js";
import { withCors } from "./cors.js";
import { failure, refuseHost } from "./refusals.js";
import type { Request } from "./request.js";
import type { Route } from "./route.js";
import type { Station } from "./station.js";
import { strictError } from "./strict.js";

/** What is done about a request. Nothing is written here. */
export function answer(
  station: Station,
  route: Route,
  request: Request,
  findings: Findings,
): Awaitable<Outcome> {
  const judged = (): Awaitable<Outcome> =>
    whenThere(dispatch(station, route, request, findings), (outcome) => {
      const error = request.head.strict ? strictError(findings) : undefined;
      return error === undefined ? outcome : plainly(failure(error), ["refused: strict"]);
    });
  const isForPages = route.kind === "regions" || route.kind === "validate";
  return isForPages ? withCors(request.head, judged) : judged();
}

// Each kind of answer is loaded when it is first asked for: a mock is to start at once.
const api = lazy(() => import("./api.js"));
const explain = lazy(() => import("./explain.js"));
const regions = lazy(() => import("./discovery.js"));
const schema = lazy(() => import("../control/schema.js"));
const signal = lazy(() => import("./signal.js"));

function dispatch(
  station: Station,
  route: Route,
  request: Request,
  findings: Findings,
): Awaitable<Outcome> {
  switch (route.kind) {
    case "health":
      return plainly(text(200, "ok"));
    case "ready":
      return plainly(json(200, station.ready));
    case "regions":
      return whenThere(regions(), (by) => by.answerRegions(station, request.head, findings));
    case "validate":
      return whenThere(signal(), (by) => by.answerValidate(station, request.head, findings));
    case "signal":
      return whenThere(signal(), (by) =>
        by.answerSignal(station, route.version, request, findings),
      );
    case "method":
      return whenThere(api(), (by) => by.answerMethod(station, route.method, request, findings));
    case "unknownMethod":
      return whenThere(api(), (by) => by.answerUnknownMethod(station, request.head, findings));
    case "schema":
      return whenThere(schema(), (by) => plainly(json(200, by.controlSchemaText())));
    case "explain":
      return whenThere(explain(), (by) =>
        whenThere(by.answerExplain(station, request), (reply) => plainly(reply)),
      );
    case "otherHost":
      return plainly(refuseHost(request.head.headers.host));
    case "notFound":
      return plainly(text(404, "404 page not found\n"));
  }
}
