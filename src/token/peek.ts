import { isObject, parseJson } from "../json.js";

/** An attribute of a token that nobody has verified; `undefined` where it cannot be read. */
export function peekAttribute(token: string, name: string): string | undefined {
  const [, payload] = token.split(".", 2);
  // Most clients send no token here: it is not worth an exception of the parser.
  if (payload === undefined) return undefined;
  const claims = parseJson(Buffer.from(payload, "base64url").toString("utf8"));
  const attributes = isObject(claims) ? claims["attributes"] : undefined;
  const value = isObject(attributes) ? attributes[name] : undefined;
  return typeof value === "string" ? value : undefined;
}
