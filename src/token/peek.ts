import { isObject } from "../util/json.js";
import { readJson } from "../util/readJson.js";
import { readClaims, type Claims } from "./claims.js";

/** The claims of a token, verified or not, as far as they are of LiveKit's types. */
export function peek(token: string): Claims {
  const payload = payloadOf(token);
  return payload === undefined ? {} : readClaims(payload).claims;
}

/** The payload of a token, verified or not; `undefined` if it cannot be read. */
export function payloadOf(token: string): Readonly<Record<string, unknown>> | undefined {
  const [, payload] = token.split(".", 2);
  // Some clients send no JWT, of which there is nothing to parse.
  if (payload === undefined) return undefined;
  const { value } = readJson(textOf(Buffer.from(payload, "base64url")));
  return isObject(value) ? value : undefined;
}

/** The text of a part of a token. A byte order mark stays, behind which there is no JSON. */
export function textOf(payload: Uint8Array): string {
  return Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString("utf8");
}
