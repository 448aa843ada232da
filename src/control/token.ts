import { decodeBase64 } from "../util/base64.js";
import type { CacheKind, Caches } from "../util/cache.js";
import type { Findings } from "../util/findings.js";
import type { Token } from "../token/token.js";
import { controlAttribute } from "./headers.js";

/** The start of an API key that carries the control, in base64. */
export const keyPrefix = "mock.";
/** What findings call it. */
export const keyName = "API key";

/** A control as JSON, and where it comes from. */
export interface ControlString {
  readonly text: string;
  readonly name: string;
  /** Whether a page of another site sent it. Such a page may not set every field. */
  readonly isLimited?: true;
}

/** What a token says about controls. */
export interface TokenControl {
  /** The attribute `lk.mock`, which may have fields for signal connections. */
  readonly attribute?: string | undefined;
  /** The control that the token carries. */
  readonly text?: ControlString | undefined;
}

export const noTokenControl: TokenControl = {};

/** Makes a reader of the control in a token, which need not verify. */
export function createTokenReader(caches: Caches): (token: Token) => TokenControl {
  const keys = caches.of(keyControls);
  return (token) => {
    const { attributes, iss } = token.payload.read.claims;
    const attribute = attributes?.[controlAttribute];
    if (attribute !== undefined) {
      return { attribute, text: { text: attribute, name: controlAttribute } };
    }
    return iss?.startsWith(keyPrefix) === true
      ? { text: keys.recall(iss, controlInKey) }
      : noTokenControl;
  };
}

const keyControls: CacheKind<ControlString> = { weigh: (_text, key) => 2 * key.length };

function controlInKey(key: string): ControlString {
  const coded = key.slice(keyPrefix.length);
  return { text: decodeBase64(coded)?.toString("utf8") ?? coded, name: keyName };
}

/**
 * How much of the control in a token applies: all of it; all but the fields that a page of another
 * site may not set; or nothing, because a page of another site sent it, with a token that does not
 * verify or where it may send none.
 */
export type Trust = "full" | "limited" | Distrust;

type Distrust = "unverified" | "none";

const reasons: Readonly<Record<Distrust, string>> = {
  unverified: "a page of another site sent it, and it does not verify",
  none: "a page of another site sent it",
};

export function isTrusted(trust: Trust): trust is "full" | "limited" {
  return trust === "full" || trust === "limited";
}

/** Ignores the control in a token, with a finding. */
export function ignoreTokenControl(
  { text }: TokenControl,
  trust: Distrust,
  findings: Findings,
): TokenControl {
  if (text !== undefined) {
    findings.add("control", () => ({
      path: "access_token",
      code: "crossSite",
      reason: `its control in ${text.name}, since ${reasons[trust]}`,
    }));
  }
  return noTokenControl;
}
