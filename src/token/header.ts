import { webcrypto, type KeyObject } from "node:crypto";
import type { CompactVerifyResult } from "jose";
import type { Awaitable } from "../util/awaitable.js";
import type { CacheKind } from "../util/cache.js";
import { isObject, jsonFactor } from "../util/json.js";
import { lazy } from "../util/lazy.js";
import { excesses } from "../util/limits.js";
import { reasonOf } from "../util/reason.js";
import { signatureOf } from "./sign.js";
import { readPart } from "./token.js";

/** What a token's header says about the rest of the token. */
export interface Header {
  /** What is wrong with it; `undefined` if nothing is. */
  readonly problem?: string;
  /** Whether the payload is in base64url, as it is by default (RFC 7797). */
  readonly isEncoded: boolean;
}

/** Checks a header once. Rejects only if jose cannot be loaded, and then tries again next time. */
export type HeaderCheck = () => Awaitable<Header>;

export const headerChecks: CacheKind<HeaderCheck> = {
  weigh: (_check, text) => jsonFactor * text.length,
};

export function createHeaderCheck(text: string, key: KeyObject): HeaderCheck {
  return lazy(() => checkHeader(text, key));
}

const emptyObject = Buffer.from("{}").toString("base64url");

/** Lets jose check the header, in a token with the right signature. */
async function checkHeader(text: string, key: KeyObject): Promise<Header> {
  const { value, excess } = readPart(Buffer.from(text, "base64url"));
  if (excess !== undefined) return invalidHeader(`its header is ${excesses[excess]}`);
  if (!isObject(value)) return invalidHeader("its header is not a JSON object");
  const { compactVerify } = await import("jose");
  const parts = `${text}.${emptyObject}`;
  const options = { algorithms: ["HS256"], crit: criticalIn(value) };
  let verified: CompactVerifyResult;
  try {
    const token = `${parts}.${signatureOf(parts, key)}`;
    verified = await compactVerify(token, await importKey(key), options);
  } catch (error) {
    return invalidHeader(reasonOf(error));
  }
  return { isEncoded: verified.payload.length < emptyObject.length };
}

function invalidHeader(problem: string): Header {
  return { problem, isEncoded: true };
}

/** The extensions that a header calls critical. LiveKit ignores them all. */
function criticalIn({ crit }: Readonly<Record<string, unknown>>): Record<string, boolean> {
  const names = Array.isArray(crit) ? crit.filter((name) => typeof name === "string") : [];
  return Object.fromEntries(names.map((name) => [name, false]));
}

/**
 * The key in a form that jose accepts even in a test environment whose `Uint8Array` is not Node's.
 */
function importKey(key: KeyObject): Promise<webcrypto.CryptoKey> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  return webcrypto.subtle.importKey("raw", key.export(), algorithm, false, ["verify"]);
}
