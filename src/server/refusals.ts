import { twirpError } from "../twirp/errors.js";
import { text, withHeaders, type Answer, type Reply } from "../util/reply.js";

/** Every reply of the API names its region; an empty name stands for a failure. */
export function failure<R extends Reply>(reply: R): R {
  return withHeaders(reply, [["X-Lk-Mock-Region", ""]]);
}

/** The response to a body that is too large. */
export function refuseBody(maxBody: number): Answer {
  const msg = `mock: the request body is over ${String(maxBody)} bytes (--max-body)`;
  return failure(twirpError(413, "resource_exhausted", msg));
}

/** The answer to what is no handshake of a WebSocket. */
export function refuseHandshake(problem: string): Answer {
  const answer = text(400, `not a WebSocket handshake: ${problem}\n`);
  return { ...answer, headers: [...answer.headers, ["Sec-WebSocket-Version", "13"]] };
}
