import { compactVerify } from "jose";
import { isObject } from "../json.js";
import { checkClaims, type Claims } from "./claims.js";

/** A token that verifies, or why one does not. */
export type Verified =
  { readonly ok: true; readonly claims: Claims } | { readonly ok: false; readonly reason: string };

/** Verifies a token at a time in milliseconds of the Unix clock. It never rejects. */
export type Verifier = (token: string, nowMs: number) => Promise<Verified>;

/** How far the clocks of client and server may be apart, in seconds. */
const leeway = 60;

const threeParts = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** A verifier of tokens that are signed with `secret` (HS256), which must not be empty. */
export function createVerifier(secret: string): Verifier {
  const bytes = new TextEncoder().encode(secret);
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = crypto.subtle.importKey("raw", bytes, algorithm, false, ["verify"]);
  return async (token, nowMs) => {
    if (token === "") return refused("there is no token");
    if (!threeParts.test(token)) return refused("it is no JWT of three base64url parts");
    try {
      const { payload } = await compactVerify(token, await key, { algorithms: ["HS256"] });
      return checkPayload(payload, nowMs / 1000);
    } catch (error) {
      return refused(error instanceof Error ? error.message : String(error));
    }
  };
}

function checkPayload(payload: Uint8Array, now: number): Verified {
  const claims = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload)) as unknown;
  if (!isObject(claims)) return refused("its payload is no JSON object");
  const reason = checkTimes(claims, now) ?? checkClaims(claims);
  return reason === undefined ? { ok: true, claims: claims as unknown as Claims } : refused(reason);
}

function checkTimes(
  { exp, nbf }: { exp?: unknown; nbf?: unknown },
  now: number,
): string | undefined {
  if (typeof exp !== "number") return "it has no exp";
  if (now - exp > leeway) return `it expired ${String(Math.floor(now - exp))} s ago`;
  if (nbf === undefined || nbf === null) return undefined;
  if (typeof nbf !== "number") return "its nbf is no number";
  if (nbf - now > leeway) return `it is valid in ${String(Math.ceil(nbf - now))} s`;
  return undefined;
}

function refused(reason: string): Verified {
  return { ok: false, reason };
}
