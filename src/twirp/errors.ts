import { jsonResponse, type HttpResponse } from "../util/outcome.js";

/** A Twirp error as an HTTP response. `code` may be any string. An empty `meta` is left out. */
export function twirpError(
  status: number,
  code: string,
  msg: string,
  meta?: Readonly<Record<string, string>>,
): HttpResponse {
  return jsonResponse(status, JSON.stringify({ code, msg, meta }));
}
