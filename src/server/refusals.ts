import { twirpError } from "../twirp/errors.js";
import { textResponse, withHeaders, type HttpResponse, type Outcome } from "../util/outcome.js";

/** Every reply of the API names its region; an empty name stands for a failure. */
export function markFailed<R extends Outcome>(outcome: R): R {
  return withHeaders(outcome, [["X-Lk-Mock-Region", ""]]);
}

/** The response to a body that is too large. */
export function refuseBody(maxBody: number): HttpResponse {
  const msg = `mock: the request body is over ${String(maxBody)} bytes (--max-body)`;
  return markFailed(twirpError(413, "resource_exhausted", msg));
}

/** The answer to what is no handshake of a WebSocket. */
export function refuseHandshake(problem: string): HttpResponse {
  const response = textResponse(400, `not a WebSocket handshake: ${problem}\n`);
  return { ...response, headers: [...response.headers, ["Sec-WebSocket-Version", "13"]] };
}
