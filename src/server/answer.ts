import type { Findings } from "../findings.js";
import { lazy } from "../lazy.js";
import { json, plainly, text, type Outcome } from "../reply.js";
import { withCors } from "./cors.js";
import { failure } from "./refusals.js";
import type { Request } from "./request.js";
import type { Route } from "./route.js";
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

// Each kind of answer is loaded when it is first asked for: a mock is to start at once.
const api = lazy(() => import("./api.js"));
const explain = lazy(() => import("./explain.js"));
const regions = lazy(() => import("./regions.js"));
const schema = lazy(() => import("../control/schema.js"));
const signal = lazy(() => import("./signal.js"));

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
    case "regions": {
      const { answerRegions } = await regions();
      return answerRegions(station, request, findings);
    }
    case "validate": {
      const { answerValidate } = await signal();
      return answerValidate(station, request);
    }
    case "signal": {
      const { answerSignal } = await signal();
      return answerSignal(station, route.version, request, findings);
    }
    case "method": {
      const { answerMethod } = await api();
      return answerMethod(station, route.method, request, findings);
    }
    case "unknownMethod": {
      const { answerUnknownMethod } = await api();
      return answerUnknownMethod(station, request, findings);
    }
    case "schema": {
      const { controlSchemaText } = await schema();
      return plainly(json(200, controlSchemaText()));
    }
    case "explain": {
      const { answerExplain } = await explain();
      return plainly(await answerExplain(station, request));
    }
    case "notFound":
      return plainly(text(404, "404 page not found\n"));
  }
}
