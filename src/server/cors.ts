import { withHeaders, type HttpResponse, type Outcome } from "../util/outcome.js";
import type { RequestRecord } from "./record.js";

/** Lets scripts of any page read a response and the mock's own headers. */
const corsHeaders: HttpResponse["headers"] = [
  ["Access-Control-Allow-Origin", "*"],
  ["Access-Control-Expose-Headers", "X-Lk-Mock-Id, X-Lk-Mock-Region, X-Lk-Mock-Warning"],
];

/** The response to a browser's preflight request; `undefined` for any other request. */
export function preflight(request: RequestRecord): HttpResponse | undefined {
  const {
    "access-control-request-method": requestedMethod,
    "access-control-request-headers": requestedHeaders,
  } = request.headers;
  if (request.httpMethod !== "OPTIONS" || requestedMethod === undefined) return undefined;
  const allowed: [string, string][] = [["Access-Control-Allow-Methods", requestedMethod]];
  if (requestedHeaders !== undefined) {
    allowed.push(["Access-Control-Allow-Headers", requestedHeaders]);
  }
  return { status: 204, headers: [...corsHeaders, ...allowed], body: "" };
}

/** Lets scripts of any page read the response. */
export function addCorsHeaders(outcome: Outcome): Outcome {
  return withHeaders(outcome, corsHeaders);
}
