import { isUtf8 } from "node:buffer";
import type { CacheKind, Caches } from "../util/cache.js";
import { isObject, jsonFactor } from "../util/json.js";
import { excesses } from "../util/limits.js";
import { readJson } from "../util/readJson.js";
import { noClaims, readClaims, type ReadClaims } from "./claims.js";
import type { InvalidToken, Signed } from "./verdict.js";

/** What the payload of a token says. */
export interface Payload {
  /** What is wrong with it as a whole; `undefined` if nothing is. */
  readonly problem: string | undefined;
  /** As far as they can be read. */
  readonly read: ReadClaims;
}

/** A token, verified or not, whose payload is read once. */
export class Token {
  readonly text: string;
  /** What the verifier has found, but for the times; `undefined` until then. */
  signed: Signed | InvalidToken | undefined;
  #payload: Payload | undefined;

  constructor(text: string) {
    this.text = text;
  }

  get payload(): Payload {
    return (this.#payload ??= readPayload(this.text));
  }

  /** Whether the bytes of the payload are text. */
  hasUtf8(): boolean {
    const bytes = bytesOf(this.text);
    return bytes !== undefined && isUtf8(bytes);
  }
}

/** No token at all. */
export const noToken = new Token("");

/** The claims may be the token's JSON in full; what is odd in it takes less. */
const kept: CacheKind<Token> = { weigh: (_token, text) => jsonFactor * text.length };

/** The token of a text, empty if there is none. */
export type Tokens = (text: string) => Token;

/** The tokens of one mock. One is kept from the second time that it comes. */
export function createTokens(caches: Caches): Tokens {
  const known = caches.of(kept);
  const make = (text: string): Token => new Token(text);
  return (text) => {
    if (text === "") return noToken;
    return caches.hasSeenText(text) ? known.recall(text, make) : make(text);
  };
}

/** The payload of a token as it stands there; `undefined` if it is no JSON object. */
export function payloadOf(token: string): Readonly<Record<string, unknown>> | undefined {
  const value = readPart(bytesOf(token)).value;
  return isObject(value) ? value : undefined;
}

function readPayload(token: string): Payload {
  const { value, excess } = readPart(bytesOf(token));
  const read = isObject(value) ? readClaims(value) : noClaims;
  if (excess !== undefined) return { problem: `its payload is ${excesses[excess]}`, read };
  return { problem: isObject(value) ? undefined : noObject, read };
}

export const noObject = "its payload is no JSON object";

/** The bytes of a token's payload; `undefined` if it has none, as it is no JWT. */
function bytesOf(token: string): Buffer | undefined {
  const start = token.indexOf(".") + 1;
  if (start === 0) return undefined;
  const end = token.indexOf(".", start);
  return Buffer.from(token.slice(start, end < 0 ? undefined : end), "base64url");
}

/** The JSON of a part of a token. A byte order mark stays, behind which there is no JSON. */
export function readPart(bytes: Buffer | undefined): ReturnType<typeof readJson> {
  return bytes === undefined ? { value: undefined } : readJson(bytes.toString("utf8"));
}
