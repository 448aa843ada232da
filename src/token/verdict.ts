import type { Findings } from "../util/findings.js";
import type { Claims, ReadClaims } from "./claims.js";

/** Why a token does not verify. */
export interface InvalidToken {
  readonly ok: false;
  /** The check that failed. `token` means that there is no token. */
  readonly check: "token" | "form" | "signature" | "exp" | "nbf" | "claims";
  /** What is wrong, in words. */
  readonly reason: string;
  /** How long ago it expired, in seconds. */
  readonly expiredS?: number;
}

/** A token that verifies. */
export interface ValidToken {
  readonly ok: true;
  readonly claims: Claims;
  /** What LiveKit silently ignores in it; absent if there is nothing. */
  readonly findings?: Findings;
}

/** A token that verifies, or why one does not. */
export type TokenVerdict = ValidToken | InvalidToken;

/** The verdict on a token that was not checked. */
export const notVerified: TokenVerdict = {
  ok: false,
  check: "token",
  reason: "it was not checked",
};

/** A token with the right signature: its claims, and the verdict if its times are right, too. */
export interface SignedToken extends Pick<ReadClaims, "claims" | "invalidClaim"> {
  readonly ok: true;
  readonly verdict: TokenVerdict;
}

export function invalidToken(check: InvalidToken["check"], reason: string): InvalidToken {
  return { ok: false, check, reason };
}
