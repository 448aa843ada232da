import { createHmac } from "node:crypto";

const hs256 = { alg: "HS256", typ: "JWT" };

/** Signs a token by hand (HS256), so that every form of one can be made. */
export function signToken(
  claims: unknown,
  { secret = "secret", header = hs256 }: { secret?: string; header?: unknown } = {},
): string {
  const encode = (value: unknown): string =>
    Buffer.from(
      typeof value === "string" || Buffer.isBuffer(value) ? value : JSON.stringify(value),
    ).toString("base64url");
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

/** A token that is valid for an hour, with these claims. */
export function tokenWith(claims: Readonly<Record<string, unknown>> = {}): string {
  return signToken({ iss: "devkey", exp: nowSeconds() + 3600, ...claims });
}

/** A valid token that carries a control, and claims beside it. */
export function tokenFor(control: object, claims: Readonly<Record<string, unknown>> = {}): string {
  return tokenWith({ ...claims, attributes: { "lk.mock": JSON.stringify(control) } });
}

export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
