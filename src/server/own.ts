import { printable } from "../util/findings.js";
import { json, text, type Answer } from "../util/reply.js";
import type { RequestRecord } from "./record.js";

export function answerHealth(): Answer {
  return text(200, "ok");
}

/** Tells where the mock is: its regions, a key and the secret. */
export function answerReady({ station }: RequestRecord): Answer {
  return json(200, station.ready);
}

export function answerNotFound(): Answer {
  return text(404, "404 page not found\n");
}

/** Most characters of a host that a refusal quotes. */
const maxHost = 100;

/** Refuses a request for the mock itself at a host that is not its own. */
export function refuseHost({ headers: { host = "" } }: RequestRecord): Answer {
  const name = printable(host, maxHost);
  return text(
    403,
    `not for the host ${name}; if it is the mock's, name it with --advertise-host\n`,
  );
}
