import type { Findings } from "../findings.js";
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

/** Each kind of answer is loaded when it is first asked for: a mock is to start at once. */
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
      const { answerRegions } = await import("./regions.js");
      return answerRegions(station, request, findings);
    }
    case "validate": {
      const { answerValidate } = await import("./signal.js");
      return answerValidate(station, request);
    }
    case "signal": {
      const { answerSignal } = await import("./signal.js");
      return answerSignal(station, route.version, request, findings);
    }
    case "method": {
      const { answerMethod } = await import("./api.js");
      return answerMethod(station, route.method, request, findings);
    }
    case "unknownMethod": {
      const { answerUnknownMethod } = await import("./api.js");
      return answerUnknownMethod(station, request, findings);
    }
    case "schema": {
      const { controlSchemaText } = await import("../control/schema.js");
      return plainly(json(200, controlSchemaText()));
    }
    case "explain": {
      const { answerExplain } = await import("./explain.js");
      return plainly(await answerExplain(station, request));
    }
    case "notFound":
      return plainly(text(404, "404 page not found\n"));
  }
}
