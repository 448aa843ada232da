import type { Grant, Method } from "../../gen/types.js";
import type { Claims } from "../token/claims.js";
import { twirpError } from "../twirp/errors.js";
import { refusalMeta } from "./refusalMeta.js";
import type { Call, Stage } from "./call.js";

/** Responds 401 unless the token verifies, and 403 unless it has the method's grant. */
export const authorize: Stage = (call, control) => {
  const { method, token } = call;
  if (control.skipAuth === true || method === undefined) return undefined;
  const explain = (missing?: string): Record<string, string> | undefined =>
    control.explainAuth === true ? refusalMeta(call, missing) : undefined;
  if (!token.ok) {
    const outcome = twirpError(401, "unauthenticated", "mock: unauthenticated", explain());
    const reason = `invalid token: ${token.reason}`;
    return { outcome, refusal: { check: token.check, reason } };
  }
  const missing = missingGrant(token.claims, method, call);
  if (missing === undefined) return undefined;
  const outcome = twirpError(403, "permission_denied", "mock: permission_denied", explain(missing));
  return { outcome, refusal: { check: missing, reason: `the token lacks ${missing}` } };
};

/** The grant that the token lacks, in words; `undefined` if it may call the method. */
function missingGrant(
  claims: Claims,
  method: Method,
  { room, destinationRoom }: Call,
): string | undefined {
  for (const claim of ["video", "sip", "agent"] as const) {
    const granted = (claims[claim] ?? {}) as Readonly<Record<string, unknown>>;
    const needed: Grant[typeof claim] = method.grant[claim];
    for (const name of needed ?? []) {
      if (granted[name] !== true) return `${claim}.${name}`;
    }
  }
  if (room !== "" && claims.video?.room !== room) return "video.room of the request's room";
  if (destinationRoom !== "" && claims.video?.destinationRoom !== destinationRoom) {
    return "video.destinationRoom of the request's destination_room";
  }
  return undefined;
}
