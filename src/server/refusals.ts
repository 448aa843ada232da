import { twirpError } from "../twirp/errors.js";
import { textResponse, withHeaders, type HttpResponse, type Outcome } from "../util/outcome.js";

/** Adds an empty region header, which marks a failure: every API response has that header. */
export function markFailed<R extends Outcome>(outcome: R): R {
  return withHeaders(outcome, [["X-Lk-Mock-Region", ""]]);
}

/** The response to a body over the limit. */
export function refuseBody(maxBody: number): HttpResponse {
  const msg = `mock: the request body is over ${String(maxBody)} bytes (--max-body)`;
  return markFailed(twirpError(413, "resource_exhausted", msg));
}

/** The response to an invalid WebSocket handshake. */
export function refuseHandshake(problem: string): HttpResponse {
  const response = textResponse(400, `not a WebSocket handshake: ${problem}\n`);
  return { ...response, headers: [...response.headers, ["Sec-WebSocket-Version", "13"]] };
}
