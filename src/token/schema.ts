/**
 * The claims of LiveKit's tokens, as plain data. The verifier, the types and the flags come from
 * here.
 */

/** The grants of the `video` claim. */
export const videoGrants = {
  room: "string",
  roomCreate: "boolean",
  roomList: "boolean",
  roomRecord: "boolean",
  roomAdmin: "boolean",
  roomJoin: "boolean",
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
  dispatchAdmin: "boolean",
} as const;

/** The claims with grants. No API method needs those from `inference` on. */
export const grantClaims = {
  video: videoGrants,
  sip: sipGrants,
  agent: agentGrants,
  inference: { perform: "boolean" },
  observability: { write: "boolean" },
  agentEndpoint: { call: "boolean", agentName: "string", deployment: "string" },
  agentThread: {
    all: "boolean",
    scope: "string",
    threadIds: "string[]",
    list: "boolean",
    create: "boolean",
    write: "boolean",
    read: "boolean",
    delete: "boolean",
  },
} as const;

interface Types {
  boolean: boolean;
  string: string;
  "string[]": readonly string[];
}

/** The type of a grant. */
export type GrantType = keyof Types;

/** The grants of a claim, by name. */
export type GrantTable = Readonly<Record<string, GrantType>>;

type Grants<Table extends GrantTable> = {
  readonly [Name in keyof Table]?: Types[Table[Name]] | null;
};

export type VideoGrant = Grants<typeof videoGrants>;
export type SipGrant = Grants<typeof sipGrants>;
export type AgentGrant = Grants<typeof agentGrants>;

/** The type of a claim without grants. A `date` is in Unix seconds. */
export type ClaimType =
  "string" | "string[]" | "string or string[]" | "date" | "strings by name" | "RoomConfiguration";

/** The claims without grants. */
export const plainClaims = {
  iss: "string",
  sub: "string",
  aud: "string or string[]",
  exp: "date",
  nbf: "date",
  iat: "date",
  jti: "string",
  identity: "string",
  name: "string",
  kind: "string",
  kindDetails: "string[]",
  attributes: "strings by name",
  metadata: "string",
  sha256: "string",
  roomPreset: "string",
  roomConfig: "RoomConfiguration",
} as const satisfies Readonly<Record<string, ClaimType>>;
