import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { describe, test } from "node:test";
import { Caches } from "../src/util/cache.js";
import { createTokens } from "../src/token/token.js";
import { createVerifier } from "../src/token/verify.js";
import { nowSeconds, signToken } from "./support/token.js";

const caches = new Caches();
const tokenOf = createTokens(caches);
const verifyToken = createVerifier("secret", caches);
const verify = (text: string, nowMs: number): ReturnType<typeof verifyToken> =>
  verifyToken(tokenOf(text), nowMs);
const now = nowSeconds();
const valid = { exp: now + 60 };

interface Row {
  readonly name: string;
  readonly token: string;
  /** What the reason says; absent if the token verifies. */
  readonly reason?: RegExp;
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const good = signToken(valid);

const rows: readonly Row[] = [
  { name: "HS256 with an exp in the future verifies", token: good },
  { name: "no token", token: "", reason: /there is no token/ },
  { name: "no JWT", token: "test-token", reason: /three base64url parts/ },
  { name: "two parts", token: good.split(".").slice(0, 2).join("."), reason: /three base64url/ },
  { name: "four parts", token: `${good}.x`, reason: /three base64url parts/ },
  { name: "padding", token: `${good}=`, reason: /three base64url parts/ },
  {
    name: "the standard alphabet",
    token: good.replace(/.$/, "+"),
    reason: /three base64url parts/,
  },
  { name: "another secret", token: signToken(valid, { secret: "other" }), reason: /signature/ },
  { name: "alg none", token: `${part({ alg: "none" })}.${part(valid)}.x`, reason: /alg/i },
  { name: "alg HS512", token: signToken(valid, { header: { alg: "HS512" } }), reason: /alg/i },
  { name: "no alg", token: signToken(valid, { header: {} }), reason: /alg/i },
  { name: "a header that is not JSON", token: signToken(valid, { header: "x" }), reason: /./ },
  { name: "a header without typ (Ruby)", token: signToken(valid, { header: { alg: "HS256" } }) },
  {
    name: "a critical header nobody knows verifies, as with LiveKit",
    token: signToken(valid, { header: { alg: "HS256", crit: ["x"], x: 1 } }),
  },
  {
    name: "a header behind a byte order mark",
    token: signToken(valid, { header: '\ufeff{"alg":"HS256"}' }),
    reason: /header is not a JSON object/,
  },
  { name: "a payload that is not JSON", token: signToken("x"), reason: /JSON/ },
  { name: "a payload that is a list", token: signToken([]), reason: /not a JSON object/ },
  { name: "exp 60 s past still verifies", token: signToken({ exp: now - 60 }) },
  { name: "exp 61 s past", token: signToken({ exp: now - 61 }), reason: /expired 61 s ago/ },
  { name: "nbf of this second (Rust)", token: signToken({ ...valid, nbf: now }) },
  { name: "nbf 60 s ahead still verifies", token: signToken({ ...valid, nbf: now + 60 }) },
  {
    name: "nbf 61 s ahead",
    token: signToken({ ...valid, nbf: now + 61 }),
    reason: /not valid for another 61 s/,
  },
  {
    name: "all of Rust's claims",
    token: signToken({
      ...valid,
      nbf: now,
      sub: "",
      name: "",
      sha256: "",
      roomConfig: null,
      video: { roomCreate: false, room: "", canPublishSources: [], destinationRoom: "" },
      sip: { admin: false, call: false },
    }),
  },
  {
    name: "all of Kotlin's claims",
    token: signToken({ iss: "key", exp: now + 60, video: {}, sip: {} }),
  },
];

/** A token with this text as its payload, and the right signature. */
function withPayload(payload: string): string {
  const parts = `${part({ alg: "HS256" })}.${payload}`;
  return `${parts}.${createHmac("sha256", "secret").update(parts).digest("base64url")}`;
}

/** Tokens with a flaw in their form, and the exact reason. */
const formRows: readonly (readonly [token: string, reason: string])[] = [
  [
    signToken(valid, { header: { alg: "none" } }),
    '"alg" (Algorithm) Header Parameter value not allowed',
  ],
  [
    signToken(valid, { header: { typ: "JWT" } }),
    'JWS "alg" (Algorithm) Header Parameter missing or invalid',
  ],
  [
    signToken(valid, { header: { alg: "HS256", crit: [] } }),
    '"crit" (Critical) Header Parameter MUST be an array of non-empty strings when present',
  ],
  [
    signToken(valid, { header: { alg: "HS256", crit: ["x"] } }),
    'Extension Header Parameter "x" is missing',
  ],
  [
    signToken(valid, { header: { alg: "HS256", crit: ["b64"], b64: "no" } }),
    'The "b64" (base64url-encode payload) Header Parameter must be a boolean',
  ],
  [
    signToken(valid, { header: { alg: "HS256", crit: ["b64"], b64: false } }),
    "its payload is not a JSON object",
  ],
  [
    signToken(valid, { header: Buffer.from('{"alg":"HS256","kid":"\xff"}', "latin1") }),
    "JWS Protected Header is invalid",
  ],
  [good.slice(0, good.lastIndexOf(".") + 6), "its signature is not base64url"],
  [withPayload("e30e3"), "its payload is not base64url"],
];

describe("a token", () => {
  for (const [token, reason] of formRows) {
    test(`is malformed: ${reason}`, async () => {
      assert.deepEqual(await verify(token, now * 1000), { ok: false, check: "form", reason });
    });
  }

  test("has a signature of its own, to the last byte", async () => {
    const reason = "its signature does not match the API secret";
    for (const token of [`${good}A`, good.slice(0, -3), signToken(valid, { secret: "other" })]) {
      assert.deepEqual(await verify(token, now * 1000), { ok: false, check: "signature", reason });
    }
  });

  test("is verified at once if its header is known", async () => {
    const header = { alg: "HS256", kid: "known" };
    await verify(signToken(valid, { header }), now * 1000);
    const another = verify(signToken({ ...valid, sub: "another" }, { header }), now * 1000);
    assert.ok(!(another instanceof Promise));
    assert.equal(another.ok, true);
  });

  for (const { name, token, reason } of rows) {
    test(reason === undefined ? name : `does not verify: ${name}`, async () => {
      const verified = await verify(token, now * 1000);
      assert.equal(verified.ok, reason === undefined, JSON.stringify(verified));
      assert.match(verified.ok ? "" : verified.reason, reason ?? /^$/);
    });
  }

  test("the claims of one that verifies are handed on", async () => {
    const claims = { exp: now + 1, sub: "me", video: { roomCreate: true } };
    assert.deepEqual(await verify(signToken(claims), now * 1000), { ok: true, claims });
  });

  test("the time is that of the clock", async () => {
    assert.equal((await verify(good, (now + 121) * 1000)).ok, false);
  });

  test("its times are looked at on each use, whatever was said before", async () => {
    const token = signToken({ exp: now + 100, nbf: now });
    const later = [0, 161, 0, -61].map(async (seconds) => verify(token, (now + seconds) * 1000));
    const verdicts = await Promise.all(later);
    assert.deepEqual(
      verdicts.map(({ ok }) => ok),
      [true, false, true, false],
    );
    assert.equal((await verify(token, now * 1000)).ok, true);
  });
});
