import { isObject } from "../json.js";

/** The API key of tokens where none is given; the mock takes any. */
export const defaultApiKey = "devkey";
/** How long tokens are valid where nothing is said, as LiveKit's SDKs have it. */
export const defaultValidFor = "6h";

/** The grants of the `video` claim. */
export const videoGrants = {
  roomCreate: "boolean",
  roomList: "boolean",
  roomRecord: "boolean",
  roomAdmin: "boolean",
  roomJoin: "boolean",
  room: "string",
  destinationRoom: "string",
  canPublish: "boolean",
  canSubscribe: "boolean",
  canPublishData: "boolean",
  canPublishSources: "string[]",
  canUpdateOwnMetadata: "boolean",
  canSubscribeMetrics: "boolean",
  canManageAgentSession: "boolean",
  ingressAdmin: "boolean",
  hidden: "boolean",
  recorder: "boolean",
  agent: "boolean",
} as const;

/** The grants of the `sip` claim. */
export const sipGrants = { admin: "boolean", call: "boolean" } as const;

/** The grants of the `agent` claim. */
export const agentGrants = {
  admin: "boolean",
  simulationAdmin: "boolean",
  databaseAdmin: "boolean",
} as const;

/** The grants of the `inference` claim, which no method of the API asks for. */
export const inferenceGrants = { perform: "boolean" } as const;

/** The grants of the `observability` claim, which no method of the API asks for. */
export const observabilityGrants = { write: "boolean" } as const;

interface Types {
  boolean: boolean;
  string: string;
  "string[]": readonly string[];
}

type Grants<Table extends Readonly<Record<string, keyof Types>>> = {
  readonly [Name in keyof Table]?: Types[Table[Name]] | null;
};

export type VideoGrant = Grants<typeof videoGrants>;
export type SipGrant = Grants<typeof sipGrants>;
export type AgentGrant = Grants<typeof agentGrants>;

/** What the mock reads of a token that verifies. `null` counts as absent. */
export interface Claims {
  readonly exp: number;
  readonly nbf?: number | null;
  readonly sub?: unknown;
  readonly jti?: unknown;
  /** Name of the participant. */
  readonly name?: unknown;
  readonly video?: VideoGrant | null;
  readonly sip?: SipGrant | null;
  readonly agent?: AgentGrant | null;
  readonly attributes?: Readonly<Record<string, string | null>> | null;
}

/** Who the token is for: `sub`, or else `jti`; empty where it has neither. */
export function identityOf({ sub, jti }: Claims): string {
  return textOf(sub) || textOf(jti);
}

/** The participant's name; empty where the token has none. */
export function displayNameOf({ name }: Claims): string {
  return textOf(name);
}

function textOf(claim: unknown): string {
  return typeof claim === "string" ? claim : "";
}

/** Why the claims of a token are not of LiveKit's types, or `undefined` where they are. */
export function checkClaims(claims: Readonly<Record<string, unknown>>): string | undefined {
  return (
    checkTyped("video", claims["video"], (name) => lookUp(videoGrants, name)) ??
    checkTyped("sip", claims["sip"], (name) => lookUp(sipGrants, name)) ??
    checkTyped("agent", claims["agent"], (name) => lookUp(agentGrants, name)) ??
    checkTyped("attributes", claims["attributes"], () => "string")
  );
}

function checkTyped(
  claim: string,
  value: unknown,
  typeOf: (name: string) => keyof Types | undefined,
): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) return `${claim} is no object`;
  for (const [name, entry] of Object.entries(value)) {
    const type = typeOf(name);
    if (entry === null || type === undefined || isOf(type, entry)) continue;
    return `${claim}.${name} is no ${type}`;
  }
  return undefined;
}

function isOf(type: keyof Types, value: unknown): boolean {
  if (type !== "string[]") return typeof value === type;
  return Array.isArray(value) && value.every((entry) => typeof entry === "string");
}

function lookUp<Table extends object>(table: Table, name: string): Table[keyof Table] | undefined {
  return Object.hasOwn(table, name) ? table[name as keyof Table] : undefined;
}
