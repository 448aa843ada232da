import { createSecretKey, timingSafeEqual, type KeyObject } from "node:crypto";
import type { Awaitable } from "../util/awaitable.js";
import type { Caches } from "../util/cache.js";
import { Findings } from "../util/findings.js";
import { maxDate, reportUnknownGrants } from "./claims.js";
import { headers, judgeHeader, type Header, type Judged } from "./header.js";
import { signatureOf } from "./sign.js";
import { noObject, type Token } from "./token.js";
import { invalidToken, type InvalidToken, type Signed, type TokenVerdict } from "./verdict.js";

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
  const open = createOpener(secret, caches);
  return (token, nowMs) => {
    if (token.text === "") return invalidToken("token", "there is no token");
    const found = token.signed ?? open(token);
    return found instanceof Promise
      ? found.then((signed) => verdictAt((token.signed = signed), nowMs))
      : verdictAt((token.signed = found), nowMs);
  };
}

function verdictAt(found: Signed | InvalidToken, nowMs: number): TokenVerdict {
  return found.ok ? (checkTimes(found, nowMs / 1000) ?? found.verdict) : found;
}

/** Makes a function that checks a token's form and signature. It never rejects. */
function createOpener(
  secret: string,
  caches: Caches,
): (token: Token) => Awaitable<Signed | InvalidToken> {
  const judged = caches.of(headers);
  const key = createSecretKey(Buffer.from(secret));
  const judgeOnce = (text: string): Judged => judgeHeader(text, key);
  const isSignature = createComparison(key);
  const open = (token: Token, { problem, isEncoded }: Header): Awaitable<Signed | InvalidToken> => {
    const { text } = token;
    if (problem !== undefined) return invalidToken("form", problem);
    const [start, end] = [text.indexOf(".") + 1, text.lastIndexOf(".")];
    const signature = text.slice(end + 1);
    if (!isBase64(signature.length)) return undecodable("signature");
    if (!isSignature(signature, text.slice(0, end))) {
      return invalidToken("signature", "signature verification failed");
    }
    if (isEncoded && !isBase64(end - start)) return undecodable("payload");
    // A payload that is not encoded cannot be a JSON object, since a token has no braces.
    return isEncoded ? judge(token) : invalidToken("form", noObject);
  };
  return (token) => {
    const { text } = token;
    if (!threeParts.test(text))
      return invalidToken("form", "it is no JWT of three base64url parts");
    const header = judged.recall(text.slice(0, text.indexOf(".")), judgeOnce)();
    return header instanceof Promise
      ? header.then((found) => open(token, found))
      : open(token, header);
  };
}

/** Whether base64 of this length can be bytes. */
function isBase64(digits: number): boolean {
  return digits % 4 !== 1;
}

function undecodable(part: string): InvalidToken {
  return invalidToken("form", `Failed to base64url decode the ${part}`);
}

/** The length of a signature, in bytes and in base64url. */
const [signatureBytes, signatureDigits] = [32, 43];

/**
 * Makes a function that compares a signature in base64url with that of a token's first two parts.
 */
function createComparison(key: KeyObject): (signature: string, parts: string) => boolean {
  // Writing into the same memory takes half the time of new memory.
  const [given, right] = [Buffer.alloc(signatureBytes), Buffer.alloc(signatureBytes)];
  return (signature, parts) => {
    if (signature.length !== signatureDigits) return false;
    given.write(signature, "base64url");
    right.write(signatureOf(parts, key), "base64url");
    return timingSafeEqual(given, right);
  };
}

/** The verdict on a token with the right signature. */
function judge(token: Token): Awaitable<Signed | InvalidToken> {
  const { problem, read } = token.payload;
  if (problem !== undefined) return invalidToken("form", problem);
  const { claims, wrong, unknown, roomConfigs } = read;
  const signed = (verdict: TokenVerdict): Signed => ({ ok: true, claims, wrong, verdict });
  if (wrong !== undefined) return signed(invalidToken("claims", wrong.reason));
  if (unknown.length === 0 && roomConfigs.length === 0) return signed({ ok: true, claims });
  const findings = new Findings();
  reportUnknownGrants(unknown, findings);
  if (roomConfigs.length === 0) return signed({ ok: true, claims, findings });
  return judgeRooms(token, findings).then(signed);
}

async function judgeRooms(token: Token, findings: Findings): Promise<TokenVerdict> {
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
  { claims: { exp, nbf }, wrong }: Signed,
  now: number,
): InvalidToken | undefined {
  if (wrong?.claim === "exp") return invalidToken("exp", wrong.reason);
  if (exp === undefined) return invalidToken("exp", "it has no exp");
  if (exp === 0 || exp > maxDate) {
    return invalidToken("exp", `its exp is ${String(exp)}; expected 1 to ${String(maxDate)}`);
  }
  if (now - exp > leeway) {
    const expiredS = Math.floor(now - exp);
    return { ...invalidToken("exp", `it expired ${String(expiredS)} s ago`), expiredS };
  }
  if (wrong?.claim === "nbf") return invalidToken("nbf", wrong.reason);
  if (nbf !== undefined && nbf - now > leeway) {
    return invalidToken("nbf", `it is valid in ${String(Math.ceil(nbf - now))} s`);
  }
  return undefined;
}
