import type { Findings } from "../findings.js";
import { plainly, text, type Outcome } from "../reply.js";
import { answerMethod, answerUnknownMethod } from "./api.js";
import { withCors } from "./cors.js";
import { answerRegions } from "./regions.js";
import type { Request } from "./request.js";
import type { Route } from "./route.js";
import { answerSignal, answerValidate } from "./signal.js";
import type { Station } from "./station.js";

/** What is done about a request. Nothing is waited for here, and nothing is written. */
export async function answer(
  station: Station,
  route: Route,
  request: Request,
  findings: Findings,
): Promise<Outcome> {
  switch (route.kind) {
    case "health":
      return plainly(text(200, "ok"));
    case "regions":
      return withCors(request, () => plainly(answerRegions(station, request, findings)));
    case "validate":
      return withCors(request, () => answerValidate(station, request, findings));
    case "signal":
      return answerSignal(station, route.version, request, findings);
    case "method":
      return answerMethod(station, route.method, request, findings);
    case "unknownMethod":
      return answerUnknownMethod(station, route.path, request, findings);
    case "notFound":
      return plainly(text(404, "404 page not found\n"));
  }
}
