import { webcrypto } from "node:crypto";
import { TextDecoder, TextEncoder } from "node:util";
import { whenThere, type Awaitable } from "../awaitable.js";
import type { CacheKind, Caches } from "../cache.js";
import { isObject, jsonFactor } from "../json.js";
import { readJson } from "../readJson.js";
import { excesses, type Excess } from "../limits.js";
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
export type Verifier = (token: string, nowMs: number) => Awaitable<Verified>;

/** How far the clocks of client and server may be apart, in seconds. */
const leeway = 60;

const threeParts = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** A token whose signature is right: its claims, and what they are worth once its times are. */
interface Signed {
  readonly ok: true;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly verdict: Verified;
}

/**
 * A verifier of tokens that are signed with `secret` (HS256), which must not be empty. The signature
 * of a token is verified once, its times on each use.
 */
export function createVerifier(secret: string, caches: Caches): Verifier {
  const open = createOpener(secret);
  const opened = caches.of(openedTokens);
  return (token, nowMs) => {
    if (token === "") return refused("token", "there is no token");
    const signed = opened.recall(token, (own) => lazy(() => open(own)));
    return whenThere(signed(), (found) =>
      found.ok ? (checkTimes(found.claims, nowMs / 1000) ?? found.verdict) : found,
    );
  };
}

/** Opens a token once. */
type Opened = () => Awaitable<Signed | Refused>;

/** Its claims may be the token's JSON in full. */
const openedTokens: CacheKind<Opened> = { weigh: (_opened, token) => jsonFactor * token.length };

/** What looks at a token's form and signature. It never rejects. */
function createOpener(secret: string): (token: string) => Promise<Signed | Refused> {
  const start = lazy(async () => {
    const [{ compactVerify, errors }, key] = await Promise.all([import("jose"), importKey(secret)]);
    return { compactVerify, errors, key };
  });
  return async (token) => {
    if (!threeParts.test(token)) return refused("form", "it is no JWT of three base64url parts");
    const excess = excessIn(token);
    if (excess !== undefined) return refused("form", `its header is ${excesses[excess]}`);
    const { compactVerify, errors, key } = await start();
    try {
      const { payload } = await compactVerify(token, key, { algorithms: ["HS256"] });
      return readPayload(payload);
    } catch (error) {
      const isSigned = error instanceof errors.JWSSignatureVerificationFailed;
      return refused(isSigned ? "signature" : "form", reasonOf(error));
    }
  };
}

/** The limit that a token's header goes over, which is looked at before its signature. */
function excessIn(token: string): Excess | undefined {
  const [header = ""] = token.split(".", 1);
  return readJson(Buffer.from(header, "base64url").toString()).excess;
}

function importKey(secret: string): Promise<webcrypto.CryptoKey> {
  const bytes = new TextEncoder().encode(secret);
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  return webcrypto.subtle.importKey("raw", bytes, algorithm, false, ["verify"]);
}

function readPayload(payload: Uint8Array): Signed | Refused {
  const text = new TextDecoder("utf-8", { fatal: true }).decode(payload);
  const { value: claims, excess } = readJson(text);
  if (excess !== undefined) return refused("form", `its payload is ${excesses[excess]}`);
  if (!isObject(claims)) return refused("form", "its payload is no JSON object");
  const reason = checkClaims(claims);
  const verdict: Verified =
    reason === undefined
      ? { ok: true, claims: claims as unknown as Claims }
      : refused("claims", reason);
  return { ok: true, claims, verdict };
}

function checkTimes(
  { exp, nbf }: Readonly<Record<string, unknown>>,
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
