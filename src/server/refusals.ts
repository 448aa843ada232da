import { printable } from "../util/findings.js";
import { text, withHeaders, type Answer, type Reply } from "../util/reply.js";

/** Every reply of the API names its region; an empty name stands for a failure. */
export function failure<R extends Reply>(reply: R): R {
  return withHeaders(reply, [["X-Lk-Mock-Region", ""]]);
}

/** Most characters of a host that a refusal quotes. */
const maxHost = 100;

/** The response to a request for the mock itself at a host that is not its own. */
export function refuseHost(host = ""): Answer {
  const name = printable(host, maxHost);
  return text(
    403,
    `not for the host ${name}; if it is the mock's, name it with --advertise-host\n`,
  );
}

/** The answer to what is no handshake of a WebSocket. */
export function refuseHandshake(problem: string): Answer {
  const answer = text(400, `not a WebSocket handshake: ${problem}\n`);
  return { ...answer, headers: [...answer.headers, ["Sec-WebSocket-Version", "13"]] };
}
