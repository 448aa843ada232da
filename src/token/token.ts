import { isUtf8 } from "node:buffer";
import type { CacheKind, Caches } from "../util/cache.js";
import { isObject, jsonFactor } from "../util/json.js";
import { excesses } from "../util/limits.js";
import { readJson } from "../util/readJson.js";
import { noClaims, readClaims, type ReadClaims } from "./claims.js";
import type { InvalidToken, SignedToken } from "./verdict.js";

/** The payload of a token. */
export interface Payload {
  /** Why it is invalid as a whole; `undefined` if it is not. */
  readonly problem: string | undefined;
  /** The claims, as far as they can be read. */
  readonly read: ReadClaims;
}

/** A token, verified or not. Its payload is read once. */
export class Token {
  readonly text: string;
  /** What the verifier found, apart from the times; `undefined` until then. */
  signed: SignedToken | InvalidToken | undefined;
  #payload: Payload | undefined;

  constructor(text: string) {
    this.text = text;
  }

  get payload(): Payload {
    return (this.#payload ??= readPayload(this.text));
  }

  /** Whether the payload is valid UTF-8. */
  hasUtf8(): boolean {
    const bytes = bytesOf(this.text);
    return bytes !== undefined && isUtf8(bytes);
  }
}

/** No token. */
export const noToken = new Token("");

/** The claims may hold all of the token's JSON. Its findings take less. */
const tokenCache: CacheKind<Token> = { weigh: (_token, text) => jsonFactor * text.length };

/** Returns the token with this JWT; an empty string is no token. */
export type Tokens = (text: string) => Token;

/** The tokens of one mock. A token is kept from the second time on that it comes. */
export function createTokens(caches: Caches): Tokens {
  const known = caches.of(tokenCache);
  const make = (text: string): Token => new Token(text);
  return (text) => {
    if (text === "") return noToken;
    return caches.hasSeenText(text) ? known.recall(text, make) : make(text);
  };
}

/** The payload of a token, unchecked; `undefined` if it is not a JSON object. */
export function payloadOf(token: string): Readonly<Record<string, unknown>> | undefined {
  const value = readPart(bytesOf(token)).value;
  return isObject(value) ? value : undefined;
}

function readPayload(token: string): Payload {
  const { value, excess } = readPart(bytesOf(token));
  const read = isObject(value) ? readClaims(value) : noClaims;
  if (excess !== undefined) return { problem: `its payload is ${excesses[excess]}`, read };
  return { problem: isObject(value) ? undefined : notAnObject, read };
}

export const notAnObject = "its payload is not a JSON object";

/** The bytes of a token's payload; `undefined` if it has none. */
function bytesOf(token: string): Buffer | undefined {
  const start = token.indexOf(".") + 1;
  if (start === 0) return undefined;
  const end = token.indexOf(".", start);
  return Buffer.from(token.slice(start, end < 0 ? undefined : end), "base64url");
}

/** The JSON of a part of a token. A byte order mark makes it invalid. */
export function readPart(bytes: Buffer | undefined): ReturnType<typeof readJson> {
  return bytes === undefined ? { value: undefined } : readJson(bytes.toString("utf8"));
}
