import { defaultApiKey, defaultValidFor } from "../token/claims.js";
import { grantClaims, type GrantType } from "../token/schema.js";
import type { CommandFlag } from "./parse.js";

/** A flag of the command `token`, and the claim that it sets. */
export interface ClaimFlag extends CommandFlag {
  readonly command: "token";
  /** The claim, and the grant in it. */
  readonly claim: readonly [name: string, grant?: string];
  readonly type: "boolean" | "string" | "string[]" | "object";
}

const grantFlags = Object.entries(grantClaims).flatMap(([claim, table]) =>
  Object.entries<GrantType>(table).map(([grant, type]): ClaimFlag => {
    const name = kebab(claim === "video" ? grant : `${claim}-${grant}`);
    const list = type === "string[]" ? ", as a comma-separated list" : "";
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

/** The flags that set a claim each. */
export const claimFlags: readonly ClaimFlag[] = [
  ...(
    [
      ["identity", "The participant's identity, in the claim sub"],
      ["name", "The participant's name"],
      ["kind", "The participant's kind"],
      ["metadata", "The participant's metadata"],
      ["sha256", "Hash of the body that the token signs"],
      ["roomPreset", "The room preset's name"],
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
    meaning: "An attribute of the participant, name=value; may be given more than once",
    repeats: true,
  },
  {
    name: "mock",
    command: "token",
    meaning: "The control of requests with this token, as JSON",
  },
  {
    name: "api-key",
    command: "token",
    meaning: "The API key, in the claim iss",
    default: defaultApiKey,
  },
  {
    name: "valid-for",
    command: "token",
    meaning: "How long the token is valid, such as 10m; a negative time makes an expired token",
    default: defaultValidFor,
  },
] as const;

/** `roomCreate` as `room-create`. */
function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
