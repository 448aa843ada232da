import { controlSchemaText } from "../control/index.js";
import type { Findings } from "../findings.js";
import { json, plainly, text, type Outcome } from "../reply.js";
import { answerMethod, answerUnknownMethod, failure } from "./api.js";
import { withCors } from "./cors.js";
import { answerExplain } from "./explain.js";
import { answerRegions } from "./regions.js";
import type { Request } from "./request.js";
import type { Route } from "./route.js";
import { answerSignal, answerValidate } from "./signal.js";
import type { Station } from "./station.js";
import { strictError } from "./strict.js";

/** What is done about a request. Nothing is waited for here, and nothing is written. */
export async function answer(
  station: Station,
  route: Route,
  request: Request,
  findings: Findings,
): Promise<Outcome> {
  const judged = async (): Promise<Outcome> => {
    const outcome = await dispatch(station, route, request, findings);
    const error = request.strict ? strictError(findings) : undefined;
    return error === undefined ? outcome : plainly(failure(error), ["refused: strict"]);
  };
  const isForPages = route.kind === "regions" || route.kind === "validate";
  return isForPages ? withCors(request, judged) : judged();
}

async function dispatch(
  station: Station,
  route: Route,
  request: Request,
  findings: Findings,
): Promise<Outcome> {
  switch (route.kind) {
    case "health":
      return plainly(text(200, "ok"));
    case "ready":
      return plainly(json(200, station.ready));
    case "regions":
      return answerRegions(station, request, findings);
    case "validate":
      return answerValidate(station, request);
    case "signal":
      return answerSignal(station, route.version, request, findings);
    case "method":
      return answerMethod(station, route.method, request, findings);
    case "unknownMethod":
      return answerUnknownMethod(station, request, findings);
    case "schema":
      return plainly(json(200, controlSchemaText()));
    case "explain":
      return plainly(answerExplain(station, request));
    case "notFound":
      return plainly(text(404, "404 page not found\n"));
  }
}
