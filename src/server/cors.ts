import { whenThere, type Awaitable } from "../util/awaitable.js";
import { plainly, withHeaders, type Answer, type Outcome } from "../util/reply.js";
import type { Head } from "./head.js";

/** What lets the script of any page read an answer, with the mock's own headers. */
const readable: Answer["headers"] = [
  ["Access-Control-Allow-Origin", "*"],
  ["Access-Control-Expose-Headers", "X-Lk-Mock-Id, X-Lk-Mock-Region, X-Lk-Mock-Warning"],
];

/** Lets any page ask: answers a browser's preflight request, and `answer`s all others. */
export function withCors(
  { method, headers: asked }: Head,
  answer: () => Awaitable<Outcome>,
): Awaitable<Outcome> {
  const wanted = asked["access-control-request-method"];
  if (method === "OPTIONS" && wanted !== undefined) {
    const allowed = asked["access-control-request-headers"];
    const headers: [string, string][] = [["Access-Control-Allow-Methods", wanted]];
    if (allowed !== undefined) headers.push(["Access-Control-Allow-Headers", allowed]);
    return plainly({ status: 204, headers: [...readable, ...headers], body: "" });
  }
  return whenThere(answer(), (outcome) => ({
    ...outcome,
    reply: withHeaders(outcome.reply, readable),
  }));
}
