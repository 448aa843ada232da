import { controlAttributeOf, ControlError } from "../control/checkedControl.js";
import { parseObject, SettingsError } from "../settings/index.js";
import { defaultApiKey, defaultValidFor } from "../token/claims.js";
import { signToken } from "../token/sign.js";
import { durationOf } from "./durationFlag.js";
import type { Parsed } from "./parse.js";
import { claimFlags, type ClaimFlag } from "./tokenFlags.js";

const noGrants =
  "the token has no grants: it opens signal connections, but calls get 403; add a grant such as --room-create; see token --help";

/** The token that the flags ask for, and what may be missing in it. Throws {@link SettingsError}. */
export function createToken(
  { texts }: Parsed,
  apiSecret: string,
  nowMs: number,
): { text: string; hint?: string } {
  const textOf = (name: string): string | undefined => texts.get(name)?.[0];
  const claims: Record<string, unknown> = {};
  for (const flag of claimFlags) {
    const text = textOf(flag.name);
    if (text === undefined) continue;
    const [claim, grant] = flag.claim;
    const value = valueOf(flag, text);
    if (grant === undefined) claims[claim] = value;
    else claims[claim] = { ...(claims[claim] as object | undefined), [grant]: value };
  }
  const attributes = {
    ...Object.fromEntries((texts.get("attribute") ?? []).map(attributeOf)),
    ...mockAttribute(textOf("mock")),
  };
  const signing = {
    apiKey: textOf("api-key") ?? defaultApiKey,
    apiSecret,
    nowMs,
    validForMs: durationOf("valid-for", textOf("valid-for") ?? defaultValidFor),
  };
  const text = signToken({ ...claims, attributes }, signing);
  // The control of a token may skip the check of its grants.
  const needsGrants =
    textOf("mock") === undefined &&
    !claimFlags.some(({ name, type, claim }) => {
      return type === "boolean" && claim.length === 2 && textOf(name) === "true";
    });
  return needsGrants ? { text, hint: noGrants } : { text };
}

function valueOf({ name, type }: ClaimFlag, text: string): unknown {
  switch (type) {
    case "boolean":
      return text === "true";
    case "string":
      return text;
    case "string[]":
      return text.split(",").map((entry) => entry.trim());
    case "object":
      return parseObject(name, text);
  }
}

function attributeOf(text: string): [name: string, value: string] {
  const at = text.indexOf("=");
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new SettingsError(`attribute ${JSON.stringify(text)}: expected name=value`);
}

function mockAttribute(text: string | undefined): Record<string, string> {
  if (text === undefined) return {};
  try {
    return controlAttributeOf(parseObject("mock", text));
  } catch (error) {
    throw error instanceof ControlError ? new SettingsError(`mock: ${error.message}`) : error;
  }
}
