import { withHeaders, type HttpResponse, type Outcome } from "../util/outcome.js";
import type { RequestRecord } from "./record.js";

/** What lets the script of any page read an answer, with the mock's own headers. */
const readable: HttpResponse["headers"] = [
  ["Access-Control-Allow-Origin", "*"],
  ["Access-Control-Expose-Headers", "X-Lk-Mock-Id, X-Lk-Mock-Region, X-Lk-Mock-Warning"],
];

/** The answer to a browser's preflight request; `undefined` if this is none. */
export function preflight({ httpMethod, headers: asked }: RequestRecord): HttpResponse | undefined {
  const wanted = asked["access-control-request-method"];
  if (httpMethod !== "OPTIONS" || wanted === undefined) return undefined;
  const allowed = asked["access-control-request-headers"];
  const headers: [string, string][] = [["Access-Control-Allow-Methods", wanted]];
  if (allowed !== undefined) headers.push(["Access-Control-Allow-Headers", allowed]);
  return { status: 204, headers: [...readable, ...headers], body: "" };
}

/** Lets any page read an answer. */
export function allowPages(outcome: Outcome): Outcome {
  return withHeaders(outcome, readable);
}
