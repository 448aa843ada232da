/** The tokens that each SDK makes, by the claims in them. */
import { nowSeconds, signToken } from "./token.js";

/** A claim that holds a time: `exp` is in an hour, the others are this second. */
type Time = "exp" | "nbf" | "iat";

export interface SdkToken {
  readonly name: string;
  /** The header; `alg` and `typ` if absent. */
  readonly header?: object;
  readonly times: readonly Time[];
  /** All other claims. */
  readonly claims: Readonly<Record<string, unknown>>;
}

const create = { roomCreate: true };
const join = { roomCreate: true, roomJoin: true, room: "my-room" };
const everyRoom = { ...join, roomList: true, roomRecord: true, roomAdmin: true };
const others = { ingressAdmin: true, hidden: true, recorder: true };
const publish = { canPublish: true, canSubscribe: true, canPublishData: true };
const sip = { admin: true, call: true };
const participant = { sub: "me", name: "Me", metadata: "{}", attributes: { a: "b" } };
const room = { sha256: "c2hh", roomPreset: "preset" };

const file = { fileType: "MP4", filepath: "a.mp4" };
const composite = { roomName: "my-room", layout: "grid" };
const agents = [{ agentName: "helper", metadata: "x" }];

/** A room configuration as Go, Python and Rust write it. */
const roomConfig = {
  name: "my-room",
  emptyTimeout: 60,
  departureTimeout: 20,
  maxParticipants: 10,
  metadata: "m",
  egress: { room: { ...composite, file } },
  minPlayoutDelay: 1,
  maxPlayoutDelay: 2,
  syncStreams: true,
  agents,
  tags: { k: "v" },
};

/** The same as Kotlin writes it, whose maps LiveKit does not take: it is without tags. */
const kotlinRoomConfig = {
  name: "my-room",
  empty_timeout: 60,
  departure_timeout: 20,
  max_participants: 10,
  egress: {
    room: { room_name: "my-room", layout: "grid", file: { file_type: "MP4", filepath: "a.mp4" } },
  },
  min_playout_delay: 1,
  max_playout_delay: 2,
  sync_streams: true,
  agents: [{ agent_name: "helper", metadata: "x" }],
  metadata: "m",
};

/** The grants for rooms as Rust had them up to 0.4, none left out. */
const oldRustVideo = {
  roomCreate: true,
  roomList: false,
  roomRecord: false,
  roomAdmin: false,
  roomJoin: false,
  room: "",
  destinationRoom: "",
  ...publish,
  canPublishSources: [],
  canUpdateOwnMetadata: false,
  ingressAdmin: false,
  hidden: false,
  recorder: false,
};

const oldRustEmpty = { sub: "", name: "", sha256: "", metadata: "", attributes: {} };

/** What Python and Rust can grant beside rooms and SIP. */
const agentGrants = {
  agent: { admin: true, simulationAdmin: true, databaseAdmin: true, dispatchAdmin: true },
  agentEndpoint: { call: true, agentName: "helper" },
  agentThread: { all: false, scope: "s", threadIds: ["t"], list: true, create: true },
  inference: { perform: true },
  observability: { write: true },
};

/**
 * One token per SDK as its client makes it to create a room, and one with all that it can say. Node's
 * are made by the SDK itself. Not every version of Ruby's `AccessToken` takes a room configuration.
 */
export const sdkTokens: readonly SdkToken[] = [
  { name: "Go", times: ["exp", "nbf", "iat"], claims: { video: create } },
  {
    name: "Go, with a room configuration",
    times: ["exp", "nbf", "iat"],
    claims: {
      ...participant,
      identity: "me",
      kind: "agent",
      kindDetails: ["cloud_agent"],
      video: {
        ...everyRoom,
        ...publish,
        ...others,
        canPublishSources: ["camera", "screen_share_audio"],
        canUpdateOwnMetadata: false,
        agent: true,
        canSubscribeMetrics: false,
        canManageAgentSession: false,
        destinationRoom: "other",
      },
      sip,
      agent: { admin: true, simulationAdmin: true },
      inference: { perform: true },
      observability: { write: true },
      roomConfig,
      ...room,
    },
  },
  {
    name: "Python",
    times: ["exp", "nbf"],
    claims: { sub: "", video: { ...create, ...publish } },
  },
  {
    name: "Python, with a room configuration",
    times: ["exp", "nbf"],
    claims: {
      ...participant,
      kind: "agent",
      video: {
        ...everyRoom,
        ...publish,
        ...others,
        destinationRoom: "other",
        canPublishSources: ["camera", "screen_share_audio"],
        canUpdateOwnMetadata: false,
        agent: true,
        canManageAgentSession: true,
      },
      sip,
      ...agentGrants,
      ...room,
      roomConfig,
    },
  },
  { name: "Rust", times: ["exp", "nbf"], claims: { video: create } },
  {
    name: "Rust, with a room configuration",
    times: ["exp", "nbf"],
    claims: {
      ...participant,
      kind: "agent",
      video: {
        ...everyRoom,
        ...publish,
        ...others,
        destinationRoom: "other",
        canPublishSources: ["camera"],
      },
      sip,
      ...agentGrants,
      sha256: "c2hh",
      roomConfig,
    },
  },
  {
    name: "Rust up to 0.4",
    times: ["exp", "nbf"],
    claims: {
      ...oldRustEmpty,
      video: oldRustVideo,
      sip: { admin: false, call: false },
      roomConfig: null,
    },
  },
  {
    name: "Rust up to 0.4, with a room configuration",
    times: ["exp", "nbf"],
    claims: {
      ...oldRustEmpty,
      ...participant,
      video: { ...oldRustVideo, ...join },
      sip,
      roomConfig,
    },
  },
  { name: "Kotlin", times: ["exp"], claims: { video: create, sip: {} } },
  {
    name: "Kotlin, with a room configuration",
    times: ["exp", "nbf"],
    claims: {
      ...participant,
      ...room,
      roomConfig: kotlinRoomConfig,
      video: {
        ...everyRoom,
        ...publish,
        ...others,
        destinationRoom: "other",
        canPublishSources: ["camera"],
        canUpdateOwnMetadata: false,
        agent: true,
      },
      sip,
    },
  },
  {
    name: "Ruby",
    header: { alg: "HS256" },
    times: ["exp", "nbf"],
    claims: { name: null, metadata: null, sha256: null, video: create, sub: null },
  },
];

/** A token of an SDK, made now. */
export function sdkToken({ header, times, claims }: SdkToken): string {
  const now = nowSeconds();
  const at = times.map((time) => [time, time === "exp" ? now + 3600 : now] as const);
  const payload = { iss: "devkey", ...claims, ...Object.fromEntries(at) };
  return signToken(payload, header === undefined ? {} : { header });
}
