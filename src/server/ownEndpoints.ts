import { printable } from "../util/findings.js";
import { jsonResponse, textResponse, type HttpResponse } from "../util/outcome.js";
import type { RequestRecord } from "./record.js";

export function serveHealth(): HttpResponse {
  return textResponse(200, "ok");
}

/** Serves the mock's regions, an API key and the secret. */
export function serveReady({ listener }: RequestRecord): HttpResponse {
  return jsonResponse(200, listener.ready);
}

export function serveNotFound(): HttpResponse {
  return textResponse(404, "404 page not found\n");
}

/** Maximum length of a host that a refusal quotes, in characters. */
const maxHost = 100;

/** Refuses a request for one of the mock's own endpoints if its `Host` is not the mock's. */
export function refuseHost({ headers: { host = "" } }: RequestRecord): HttpResponse {
  const name = printable(host, maxHost);
  return textResponse(
    403,
    `unknown host ${name}; if it leads to this mock, set --advertise-host\n`,
  );
}
