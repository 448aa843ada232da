import { isObject } from "../json.js";
import { readJson } from "../readJson.js";

/** What a token says that nobody has verified. */
export type Peeked = Readonly<Record<string, unknown>>;

/** The claims of a token, verified or not; `undefined` where they cannot be read. */
export function peek(token: string): Peeked | undefined {
  const [, payload] = token.split(".", 2);
  // Some clients send no JWT: it is not worth an exception of the parser.
  if (payload === undefined) return undefined;
  const { value: claims } = readJson(Buffer.from(payload, "base64url").toString("utf8"));
  return isObject(claims) ? claims : undefined;
}

/** An entry of the claim `attributes`; `undefined` where there is none. */
export function attributeOf({ attributes }: Peeked, name: string): string | undefined {
  const value = isObject(attributes) ? attributes[name] : undefined;
  return typeof value === "string" ? value : undefined;
}

/** The API key of a token, its claim `iss`; `undefined` where there is none. */
export function apiKeyOf({ iss }: Peeked): string | undefined {
  return typeof iss === "string" ? iss : undefined;
}
