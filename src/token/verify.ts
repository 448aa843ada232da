import type { webcrypto } from "node:crypto";
import { isObject } from "../json.js";
import { lazy } from "../lazy.js";
import { reasonOf } from "../reason.js";
import { checkClaims, type Claims } from "./claims.js";

/** Why a token does not verify. */
export interface Refused {
  readonly ok: false;
  /** The check that failed: `token` (there is none), `form`, `signature`, `exp`, `nbf` or `claims`. */
  readonly check: "token" | "form" | "signature" | "exp" | "nbf" | "claims";
  /** What is wrong, in words. */
  readonly reason: string;
  /** How long ago it expired, in seconds. */
  readonly expiredS?: number;
}

/** A token that verifies, or why one does not. */
export type Verified = { readonly ok: true; readonly claims: Claims } | Refused;

/** Verifies a token at a time in milliseconds of the Unix clock. It never rejects. */
export type Verifier = (token: string, nowMs: number) => Promise<Verified>;

/** How far the clocks of client and server may be apart, in seconds. */
const leeway = 60;

const threeParts = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** A verifier of tokens that are signed with `secret` (HS256), which must not be empty. */
export function createVerifier(secret: string): Verifier {
  const start = lazy(async () => {
    const [{ compactVerify, errors }, key] = await Promise.all([import("jose"), importKey(secret)]);
    return { compactVerify, errors, key };
  });
  return async (token, nowMs) => {
    if (token === "") return refused("token", "there is no token");
    if (!threeParts.test(token)) return refused("form", "it is no JWT of three base64url parts");
    const { compactVerify, errors, key } = await start();
    try {
      const { payload } = await compactVerify(token, key, { algorithms: ["HS256"] });
      return checkPayload(payload, nowMs / 1000);
    } catch (error) {
      const isSigned = error instanceof errors.JWSSignatureVerificationFailed;
      return refused(isSigned ? "signature" : "form", reasonOf(error));
    }
  };
}

function importKey(secret: string): Promise<webcrypto.CryptoKey> {
  const bytes = new TextEncoder().encode(secret);
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  return crypto.subtle.importKey("raw", bytes, algorithm, false, ["verify"]);
}

function checkPayload(payload: Uint8Array, now: number): Verified {
  const claims = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload)) as unknown;
  if (!isObject(claims)) return refused("form", "its payload is no JSON object");
  const late = checkTimes(claims, now);
  if (late !== undefined) return late;
  const reason = checkClaims(claims);
  return reason === undefined
    ? { ok: true, claims: claims as unknown as Claims }
    : refused("claims", reason);
}

function checkTimes(
  { exp, nbf }: { exp?: unknown; nbf?: unknown },
  now: number,
): Refused | undefined {
  if (typeof exp !== "number") return refused("exp", "it has no exp");
  if (now - exp > leeway) {
    const expiredS = Math.floor(now - exp);
    return { ...refused("exp", `it expired ${String(expiredS)} s ago`), expiredS };
  }
  if (nbf === undefined || nbf === null) return undefined;
  if (typeof nbf !== "number") return refused("nbf", "its nbf is no number");
  if (nbf - now > leeway) {
    return refused("nbf", `it is valid in ${String(Math.ceil(nbf - now))} s`);
  }
  return undefined;
}

function refused(check: Refused["check"], reason: string): Refused {
  return { ok: false, check, reason };
}
