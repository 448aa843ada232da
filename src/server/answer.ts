import { readControl } from "../control/index.js";
import type { Findings } from "../findings.js";
import { plainly, text, type Outcome } from "../reply.js";
import { answerMethod, answerUnknownMethod } from "./api.js";
import { answerRegions } from "./regions.js";
import type { Request } from "./request.js";
import type { Route } from "./route.js";
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
    case "regions": {
      const { region, regions } = station;
      const control = readControl(request.rawHeaders, regions, findings);
      return plainly(answerRegions(control, region, regions));
    }
    case "method":
      return answerMethod(station, route.method, request, findings);
    case "unknownMethod":
      return answerUnknownMethod(station, route.path, request, findings);
    case "notFound":
      return plainly(text(404, "404 page not found\n"));
  }
}
