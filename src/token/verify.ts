import { createSecretKey, timingSafeEqual, type KeyObject } from "node:crypto";
import type { Awaitable } from "../util/awaitable.js";
import type { Caches } from "../util/cache.js";
import { Findings } from "../util/findings.js";
import { maxDate, reportUnknownGrants } from "./claims.js";
import { headerChecks, createHeaderCheck, type Header, type HeaderCheck } from "./header.js";
import { signatureOf } from "./sign.js";
import { notAnObject, type Token } from "./token.js";
import { invalidToken, type InvalidToken, type SignedToken, type TokenVerdict } from "./verdict.js";

/** Verifies a token at a time in Unix milliseconds. It never rejects. */
export type Verifier = (token: Token, nowMs: number) => Awaitable<TokenVerdict>;

/** How far the clocks of client and server may differ, in seconds. */
const leeway = 60;

const threeParts = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/**
 * Makes a verifier of tokens signed with `secret` (HS256), which must not be empty. It checks a
 * token's signature once, and its times on each use.
 */
export function createVerifier(secret: string, caches: Caches): Verifier {
  const check = createChecker(secret, caches);
  return (token, nowMs) => {
    if (token.text === "") return invalidToken("token", "there is no token");
    const result = token.signed ?? check(token);
    return result instanceof Promise
      ? result.then((signed) => verdictAt((token.signed = signed), nowMs))
      : verdictAt((token.signed = result), nowMs);
  };
}

function verdictAt(result: SignedToken | InvalidToken, nowMs: number): TokenVerdict {
  return result.ok ? (checkTimes(result, nowMs / 1000) ?? result.verdict) : result;
}

/** Makes a function that checks a token's form and signature. It never rejects. */
function createChecker(
  secret: string,
  caches: Caches,
): (token: Token) => Awaitable<SignedToken | InvalidToken> {
  const checks = caches.of(headerChecks);
  const key = createSecretKey(Buffer.from(secret));
  const createCheck = (text: string): HeaderCheck => createHeaderCheck(text, key);
  const matchesSignature = createComparer(key);
  const checkSigned = (
    token: Token,
    { problem, isEncoded }: Header,
  ): Awaitable<SignedToken | InvalidToken> => {
    const { text } = token;
    if (problem !== undefined) return invalidToken("form", problem);
    const [start, end] = [text.indexOf(".") + 1, text.lastIndexOf(".")];
    const signature = text.slice(end + 1);
    if (!isBase64Length(signature.length)) return undecodable("signature");
    if (!matchesSignature(signature, text.slice(0, end))) {
      return invalidToken("signature", "its signature does not match the API secret");
    }
    if (isEncoded && !isBase64Length(end - start)) return undecodable("payload");
    // A payload that is not encoded cannot be a JSON object, since a token has no braces.
    return isEncoded ? checkClaims(token) : invalidToken("form", notAnObject);
  };
  return (token) => {
    const { text } = token;
    if (!threeParts.test(text))
      return invalidToken("form", "it is not a JWT of three base64url parts");
    const header = checks.recall(text.slice(0, text.indexOf(".")), createCheck)();
    return header instanceof Promise
      ? header.then((known) => checkSigned(token, known))
      : checkSigned(token, header);
  };
}

/** Whether base64 of this length can be bytes. */
function isBase64Length(digits: number): boolean {
  return digits % 4 !== 1;
}

function undecodable(part: string): InvalidToken {
  return invalidToken("form", `its ${part} is not base64url`);
}

/** The length of a signature, in bytes and in base64url. */
const [signatureBytes, signatureDigits] = [32, 43];

/**
 * Makes a function that compares a signature in base64url with that of a token's first two parts.
 */
function createComparer(key: KeyObject): (signature: string, parts: string) => boolean {
  // Writing into the same memory takes half the time of new memory.
  const [actual, expected] = [Buffer.alloc(signatureBytes), Buffer.alloc(signatureBytes)];
  return (signature, parts) => {
    if (signature.length !== signatureDigits) return false;
    actual.write(signature, "base64url");
    expected.write(signatureOf(parts, key), "base64url");
    return timingSafeEqual(actual, expected);
  };
}

/** The verdict on a token with the right signature. */
function checkClaims(token: Token): Awaitable<SignedToken | InvalidToken> {
  const { problem, read } = token.payload;
  if (problem !== undefined) return invalidToken("form", problem);
  const { claims, invalidClaim, unknownGrants, roomConfigs } = read;
  const signed = (verdict: TokenVerdict): SignedToken => ({
    ok: true,
    claims,
    invalidClaim,
    verdict,
  });
  if (invalidClaim !== undefined) return signed(invalidToken("claims", invalidClaim.reason));
  if (unknownGrants.length === 0 && roomConfigs.length === 0) return signed({ ok: true, claims });
  const findings = new Findings();
  reportUnknownGrants(unknownGrants, findings);
  if (roomConfigs.length === 0) return signed({ ok: true, claims, findings });
  return checkRoomConfigs(token, findings).then(signed);
}

async function checkRoomConfigs(token: Token, findings: Findings): Promise<TokenVerdict> {
  const { checkRoomConfig } = await import("./roomConfig.js");
  const { claims, roomConfigs } = token.payload.read;
  const isValidUtf8 = token.hasUtf8();
  for (const config of roomConfigs) {
    const reason = checkRoomConfig(config, isValidUtf8, findings);
    if (reason !== undefined) return invalidToken("claims", reason);
  }
  return { ok: true, claims, ...(findings.list.length > 0 && { findings }) };
}

function checkTimes(
  { claims: { exp, nbf }, invalidClaim }: SignedToken,
  now: number,
): InvalidToken | undefined {
  if (invalidClaim?.claim === "exp") return invalidToken("exp", invalidClaim.reason);
  if (exp === undefined) return invalidToken("exp", "it has no exp");
  if (exp === 0 || exp > maxDate) {
    return invalidToken("exp", `its exp is ${String(exp)}; expected 1 to ${String(maxDate)}`);
  }
  if (now - exp > leeway) {
    const expiredS = Math.floor(now - exp);
    return { ...invalidToken("exp", `it expired ${String(expiredS)} s ago`), expiredS };
  }
  if (invalidClaim?.claim === "nbf") return invalidToken("nbf", invalidClaim.reason);
  if (nbf !== undefined && nbf - now > leeway) {
    return invalidToken("nbf", `it is not valid for another ${String(Math.ceil(nbf - now))} s`);
  }
  return undefined;
}
