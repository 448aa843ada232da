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

/** What the header of a token says of the rest of it. */
export interface Header {
  /** What is wrong with it; `undefined` if nothing is. */
  readonly problem?: string;
  /** Whether the payload is in base64url, as it is unless the header says otherwise (RFC 7797). */
  readonly isEncoded: boolean;
}

/** What judges a header once. It rejects only if jose cannot be loaded, and then tries again. */
export type Judged = () => Awaitable<Header>;

export const headers: CacheKind<Judged> = { weigh: (_judged, text) => jsonFactor * text.length };

export function judgeHeader(text: string, key: KeyObject): Judged {
  return lazy(() => judge(text, key));
}

const emptyObject = Buffer.from("{}").toString("base64url");

/** Lets jose look at the header, in a token whose signature is right. */
async function judge(text: string, key: KeyObject): Promise<Header> {
  const { value, excess } = readPart(Buffer.from(text, "base64url"));
  if (excess !== undefined) return misshapen(`its header is ${excesses[excess]}`);
  if (!isObject(value)) return misshapen("its header is no JSON object");
  const { compactVerify } = await import("jose");
  const parts = `${text}.${emptyObject}`;
  const options = { algorithms: ["HS256"], crit: criticalIn(value) };
  let verified: CompactVerifyResult;
  try {
    const token = `${parts}.${signatureOf(parts, key)}`;
    verified = await compactVerify(token, await importKey(key), options);
  } catch (error) {
    return misshapen(reasonOf(error));
  }
  return { isEncoded: verified.payload.length < emptyObject.length };
}

function misshapen(problem: string): Header {
  return { problem, isEncoded: true };
}

/** The extensions that a header calls critical, none of which LiveKit looks at. */
function criticalIn({ crit }: Readonly<Record<string, unknown>>): Record<string, boolean> {
  const names = Array.isArray(crit) ? crit.filter((name) => typeof name === "string") : [];
  return Object.fromEntries(names.map((name) => [name, false]));
}

/** The key as jose takes it in a test's environment too, whose `Uint8Array` may not be Node's. */
function importKey(key: KeyObject): Promise<webcrypto.CryptoKey> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  return webcrypto.subtle.importKey("raw", key.export(), algorithm, false, ["verify"]);
}
