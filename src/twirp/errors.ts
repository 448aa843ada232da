import { json, type Answer } from "../util/reply.js";

/** A Twirp error as an HTTP answer. `code` may be any string; `meta` is left out if it is empty. */
export function twirpError(
  status: number,
  code: string,
  msg: string,
  meta?: Readonly<Record<string, string>>,
): Answer {
  return json(status, JSON.stringify({ code, msg, meta }));
}
