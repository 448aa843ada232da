import { isUtf8 } from "node:buffer";
import { webcrypto } from "node:crypto";
import { TextEncoder } from "node:util";
import type { VerifyOptions } from "jose";
import { whenThere, type Awaitable } from "../util/awaitable.js";
import type { CacheKind, Caches } from "../util/cache.js";
import { isObject, jsonFactor } from "../util/json.js";
import { Findings } from "../util/findings.js";
import { readJson } from "../util/readJson.js";
import { excesses } from "../util/limits.js";
import { lazy } from "../util/lazy.js";
import { reasonOf } from "../util/reason.js";
import {
  maxDate,
  readClaims,
  reportUnknownGrants,
  type Claims,
  type ReadClaims,
} from "./claims.js";
import { textOf } from "./peek.js";

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

/** A token that verifies. */
export interface Valid {
  readonly ok: true;
  readonly claims: Claims;
  /** What LiveKit passes over in it without a word; absent if there is nothing. */
  readonly findings?: Findings;
}

/** A token that verifies, or why one does not. */
export type Verified = Valid | Refused;

/** The verdict on a token that nobody has looked at. */
export const notVerified: Verified = {
  ok: false,
  check: "token",
  reason: "it was not looked at",
};

/** Verifies a token at a time in milliseconds of the Unix clock. It never rejects. */
export type Verifier = (token: string, nowMs: number) => Awaitable<Verified>;

/** How far the clocks of client and server may be apart, in seconds. */
const leeway = 60;

const threeParts = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** A token whose signature is right: its claims, and what it is worth once its times are right. */
interface Signed extends Pick<ReadClaims, "claims" | "wrong"> {
  readonly ok: true;
  readonly verdict: Verified;
}

/**
 * A verifier of tokens that are signed with `secret` (HS256), which must not be empty. The signature
 * of a token is verified once, its times on each use.
 */
export function createVerifier(secret: string, caches: Caches): Verifier {
  const open = createOpener(secret, caches);
  const opened = caches.of(openedTokens);
  return (token, nowMs) => {
    if (token === "") return refused("token", "there is no token");
    const signed = opened.recall(token, (own) => lazy(() => open(own)));
    return whenThere(signed(), (found) =>
      found.ok ? (checkTimes(found, nowMs / 1000) ?? found.verdict) : found,
    );
  };
}

/** Opens a token once. */
type Opened = () => Awaitable<Signed | Refused>;

/** Its claims may be the token's JSON in full; what is odd in it takes less. */
const openedTokens: CacheKind<Opened> = { weigh: (_opened, token) => jsonFactor * token.length };

/** What looks at a token's form and signature. It never rejects. */
function createOpener(
  secret: string,
  caches: Caches,
): (token: string) => Promise<Signed | Refused> {
  const headers = caches.of(readHeaders);
  const start = lazy(async () => {
    const [{ compactVerify, errors }, key] = await Promise.all([import("jose"), importKey(secret)]);
    return { compactVerify, errors, key };
  });
  return async (token) => {
    if (!threeParts.test(token)) return refused("form", "it is no JWT of three base64url parts");
    const { problem, options } = headers.recall(token.slice(0, token.indexOf(".")), readHeader);
    if (problem !== undefined) return refused("form", problem);
    const { compactVerify, errors, key } = await start();
    try {
      const { payload } = await compactVerify(token, key, options);
      return await readPayload(payload);
    } catch (error) {
      const isSigned = error instanceof errors.JWSSignatureVerificationFailed;
      return refused(isSigned ? "signature" : "form", reasonOf(error));
    }
  };
}

/** A token's header as far as it bears on its signature. */
interface Header {
  /** What is wrong with it. */
  readonly problem?: string;
  readonly options: VerifyOptions;
}

const readHeaders: CacheKind<Header> = { weigh: (_header, text) => jsonFactor * text.length };

const algorithms = ["HS256"];

function readHeader(text: string): Header {
  const { value, excess } = readJson(textOf(Buffer.from(text, "base64url")));
  const options = { algorithms };
  if (excess !== undefined) return { problem: `its header is ${excesses[excess]}`, options };
  if (!isObject(value)) return { problem: "its header is no JSON object", options };
  return { options: { algorithms, crit: criticalIn(value) } };
}

/** The extensions that a header calls critical, none of which LiveKit looks at. */
function criticalIn({ crit }: Readonly<Record<string, unknown>>): Record<string, boolean> {
  const names = Array.isArray(crit) ? crit.filter((name) => typeof name === "string") : [];
  return Object.fromEntries(names.map((name) => [name, false]));
}

function importKey(secret: string): Promise<webcrypto.CryptoKey> {
  const bytes = new TextEncoder().encode(secret);
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  return webcrypto.subtle.importKey("raw", bytes, algorithm, false, ["verify"]);
}

function readPayload(payload: Uint8Array): Awaitable<Signed | Refused> {
  const { value, excess } = readJson(textOf(payload));
  if (excess !== undefined) return refused("form", `its payload is ${excesses[excess]}`);
  if (!isObject(value)) return refused("form", "its payload is no JSON object");
  const read = readClaims(value);
  const { claims, wrong } = read;
  const judged = judge(read, isUtf8(payload));
  return whenThere(judged, (verdict) => ({ ok: true, claims, wrong, verdict }));
}

/** What claims are worth, but for the times. */
function judge(
  { claims, wrong, unknown, roomConfigs }: ReadClaims,
  isValidUtf8: boolean,
): Awaitable<Verified> {
  if (wrong !== undefined) return refused("claims", wrong.reason);
  if (unknown.length === 0 && roomConfigs.length === 0) return { ok: true, claims };
  const findings = new Findings();
  reportUnknownGrants(unknown, findings);
  if (roomConfigs.length === 0) return { ok: true, claims, findings };
  return judgeRooms(claims, roomConfigs, isValidUtf8, findings);
}

async function judgeRooms(
  claims: Claims,
  roomConfigs: ReadClaims["roomConfigs"],
  isValidUtf8: boolean,
  findings: Findings,
): Promise<Verified> {
  const { checkRoomConfig } = await import("./roomConfig.js");
  for (const config of roomConfigs) {
    const reason = checkRoomConfig(config, isValidUtf8, findings);
    if (reason !== undefined) return refused("claims", reason);
  }
  return { ok: true, claims, ...(findings.list.length > 0 && { findings }) };
}

function checkTimes({ claims: { exp, nbf }, wrong }: Signed, now: number): Refused | undefined {
  if (wrong?.claim === "exp") return refused("exp", wrong.reason);
  if (exp === undefined) return refused("exp", "it has no exp");
  if (exp === 0 || exp > maxDate) {
    return refused("exp", `its exp is ${String(exp)}; expected 1 to ${String(maxDate)}`);
  }
  if (now - exp > leeway) {
    const expiredS = Math.floor(now - exp);
    return { ...refused("exp", `it expired ${String(expiredS)} s ago`), expiredS };
  }
  if (wrong?.claim === "nbf") return refused("nbf", wrong.reason);
  if (nbf !== undefined && nbf - now > leeway) {
    return refused("nbf", `it is valid in ${String(Math.ceil(nbf - now))} s`);
  }
  return undefined;
}

function refused(check: Refused["check"], reason: string): Refused {
  return { ok: false, check, reason };
}
