import { printable } from "../util/findings.js";
import { jsonResponse, textResponse, type HttpResponse } from "../util/outcome.js";
import type { RequestRecord } from "./record.js";

export function serveHealth(): HttpResponse {
  return textResponse(200, "ok");
}

/** Tells where the mock is: its regions, a key and the secret. */
export function serveReady({ listener }: RequestRecord): HttpResponse {
  return jsonResponse(200, listener.ready);
}

export function serveNotFound(): HttpResponse {
  return textResponse(404, "404 page not found\n");
}

/** Most characters of a host that a refusal quotes. */
const maxHost = 100;

/** Refuses a request for the mock itself at a host that is not its own. */
export function refuseHost({ headers: { host = "" } }: RequestRecord): HttpResponse {
  const name = printable(host, maxHost);
  return textResponse(
    403,
    `not for the host ${name}; if it is the mock's, name it with --advertise-host\n`,
  );
}
