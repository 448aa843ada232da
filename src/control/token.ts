import { decodeBase64 } from "../util/base64.js";
import type { CacheKind, Caches } from "../util/cache.js";
import type { Findings } from "../util/findings.js";
import type { Token } from "../token/token.js";
import { controlAttribute } from "./headers.js";

/** The prefix of an API key that carries a control in base64. */
export const keyPrefix = "mock.";
/** What findings call the API key. */
export const keyName = "API key";

/** A control's JSON, and where it comes from. */
export interface ControlString {
  readonly text: string;
  readonly name: string;
  /** Whether another site's page sent it. Such a page cannot set every field. */
  readonly isLimited?: true;
}

/** The controls in a token. */
export interface TokenControl {
  /** The attribute `lk.mock`, which can have fields for signal connections. */
  readonly attribute?: string | undefined;
  /** The control that the token carries. */
  readonly text?: ControlString | undefined;
}

export const noTokenControl: TokenControl = {};

/** Creates a reader of the control in a token. The token does not have to verify. */
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
  const encoded = key.slice(keyPrefix.length);
  return { text: decodeBase64(encoded)?.toString("utf8") ?? encoded, name: keyName };
}

/**
 * How much of a token's control applies:
 *
 * - `full`: all of it
 * - `limited`: all but the fields that another site's page cannot set
 * - `unverified`: nothing, since another site's page sent a token that does not verify
 * - `none`: nothing, since another site's page cannot send a control here
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

/** Ignores a token's control and adds a finding. */
export function ignoreTokenControl(
  { text }: TokenControl,
  trust: Distrust,
  findings: Findings,
): TokenControl {
  if (text !== undefined) {
    findings.add("control", () => ({
      path: "access_token",
      code: "crossSite",
      reason: `the control in its ${text.name}, because ${reasons[trust]}`,
    }));
  }
  return noTokenControl;
}
