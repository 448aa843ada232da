import { controlAttributeOf, ControlError } from "../checkedControl.js";
import { durationForm, parseDuration } from "../duration.js";
import { isObject, parseJson } from "../json.js";
import { SettingsError } from "../settings/index.js";
import {
  agentGrants,
  inferenceGrants,
  observabilityGrants,
  sipGrants,
  videoGrants,
} from "../token/claims.js";
import { defaultApiKey, signToken } from "../token/sign.js";
import type { CommandFlag, Parsed } from "./parse.js";

/** A flag of the command `token`, and the claim that it sets. */
interface ClaimFlag extends CommandFlag {
  readonly command: "token";
  readonly meaning: string;
  /** The claim, and the grant in it. */
  readonly claim: readonly [name: string, grant?: string];
  readonly type: "boolean" | "string" | "string[]" | "object";
}

const grants = { video: videoGrants, sip: sipGrants, agent: agentGrants } as const;
const otherGrants = { inference: inferenceGrants, observability: observabilityGrants } as const;

const grantFlags = Object.entries({ ...grants, ...otherGrants }).flatMap(([claim, table]) =>
  Object.entries(table).map(([grant, type]): ClaimFlag => {
    const name = kebab(claim === "video" ? grant : `${claim}-${grant}`);
    const list = type === "string[]" ? ", a list with commas" : "";
    return {
      name,
      command: "token",
      meaning: `The grant ${claim}.${grant}${list}`,
      claim: [claim, grant],
      type,
      ...(type === "boolean" ? { isSwitch: true } : {}),
    };
  }),
);

const claimFlags: readonly ClaimFlag[] = [
  ...(
    [
      ["identity", "The participant's identity, the claim sub"],
      ["name", "The participant's name"],
      ["kind", "The participant's kind"],
      ["metadata", "The participant's metadata"],
      ["sha256", "Hash of the body that the token signs for"],
      ["roomPreset", "Name of a room preset"],
    ] as const
  ).map(([claim, meaning]): ClaimFlag => {
    return { name: kebab(claim), command: "token", meaning, claim: [claim], type: "string" };
  }),
  {
    name: "room-config",
    command: "token",
    meaning: "The room's configuration, as JSON",
    claim: ["roomConfig"],
    type: "object",
  },
  ...grantFlags,
];

/** The flags of the command `token`. */
export const tokenFlags = [
  ...claimFlags,
  {
    name: "attribute",
    command: "token",
    meaning: "An attribute of the participant, name=value; may be repeated",
    repeats: true,
  },
  {
    name: "mock",
    command: "token",
    meaning: "A control for the bearer's requests, as JSON",
  },
  {
    name: "api-key",
    command: "token",
    meaning: `The API key, the claim iss; ${defaultApiKey} unless told`,
  },
  {
    name: "valid-for",
    command: "token",
    meaning:
      "How long it is valid, such as 10m; 6h unless told. A negative time makes an expired one",
  },
] as const;

/** The token that the flags ask for. Throws {@link SettingsError}. */
export function tokenOf({ texts }: Parsed, apiSecret: string, nowMs: number): string {
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
  if (Object.keys(attributes).length > 0) claims["attributes"] = attributes;
  return signToken(claims, {
    apiKey: textOf("api-key") ?? defaultApiKey,
    apiSecret,
    nowMs,
    validForMs: durationOf("valid-for", textOf("valid-for") ?? "6h"),
  });
}

/** The milliseconds of a flag. Throws {@link SettingsError}. */
export function durationOf(name: string, text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  throw new SettingsError(`${name} ${JSON.stringify(text)}: expected ${durationForm}`);
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
      return objectOf(name, text);
  }
}

function objectOf(name: string, text: string): Record<string, unknown> {
  const value = parseJson(text);
  if (isObject(value)) return value;
  throw new SettingsError(`${name} ${JSON.stringify(text)}: expected a JSON object`);
}

function attributeOf(text: string): [name: string, value: string] {
  const at = text.indexOf("=");
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new SettingsError(`attribute ${JSON.stringify(text)}: expected name=value`);
}

function mockAttribute(text: string | undefined): Record<string, string> {
  if (text === undefined) return {};
  try {
    return controlAttributeOf(objectOf("mock", text));
  } catch (error) {
    throw error instanceof ControlError ? new SettingsError(`mock: ${error.message}`) : error;
  }
}

/** `roomCreate` as `room-create`. */
function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
