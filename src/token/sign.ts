import { createHmac, type KeyObject } from "node:crypto";
import { stringify } from "../util/json.js";
import type { AgentGrant, SipGrant, VideoGrant } from "./schema.js";

/** What a token says, besides who signed it and how long it is valid. */
export interface TokenClaims {
  /** The participant's identity, the claim `sub`. */
  readonly identity?: string;
  /** The participant's name. */
  readonly name?: string;
  readonly video?: VideoGrant;
  readonly sip?: SipGrant;
  readonly agent?: AgentGrant;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Who signs a token, and when. */
export interface Signing {
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Unix milliseconds. */
  readonly nowMs: number;
  /** How long the token is valid, in milliseconds. A negative time makes an expired one. */
  readonly validForMs: number;
}

/** Signs a token as LiveKit's SDKs do: a JWT with HS256. */
export function signToken(
  { identity, attributes = {}, ...claims }: TokenClaims & Readonly<Record<string, unknown>>,
  signing: Signing,
): string {
  const now = Math.floor(signing.nowMs / 1000);
  const exp = Math.floor((signing.nowMs + signing.validForMs) / 1000);
  const payload = {
    ...claims,
    ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
    iss: signing.apiKey,
    exp,
    nbf: Math.min(now, exp),
    ...(identity === undefined ? {} : { sub: identity }),
  };
  const signed = `${encode({ alg: "HS256" })}.${encode(payload)}`;
  return `${signed}.${signatureOf(signed, signing.apiSecret)}`;
}

/** The signature (HS256) of a token's first two parts, in base64url. */
export function signatureOf(parts: string, key: string | KeyObject): string {
  return createHmac("sha256", key).update(parts, "latin1").digest("base64url");
}

function encode(part: object): string {
  return Buffer.from(stringify(part)).toString("base64url");
}
