import { jsonResponse, type HttpResponse } from "../util/outcome.js";

/** A Twirp error as an HTTP answer. `code` may be any string; `meta` is left out if it is empty. */
export function twirpError(
  status: number,
  code: string,
  msg: string,
  meta?: Readonly<Record<string, string>>,
): HttpResponse {
  return jsonResponse(status, JSON.stringify({ code, msg, meta }));
}
