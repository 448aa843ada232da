import { mock as spies } from "node:test";
import * as sdk from "livekit-server-sdk";
import type { ClientOptions, SIPGrant, VideoGrant } from "livekit-server-sdk";

// The SDK tells of each failover on the console.
spies.method(console, "warn", () => undefined);

export const apiKey = "devkey";
export const secret = "secret";

/** All clients of the SDK, by the names that `LiveKitAPI` gives them. */
export type Clients = Pick<sdk.LiveKitAPI, keyof sdk.LiveKitAPI>;

/** The clients as a user makes them without `LiveKitAPI`. */
export function singleClients(host: string, options: ClientOptions = {}): Clients {
  return {
    room: new sdk.RoomServiceClient(host, apiKey, secret, options),
    egress: new sdk.EgressClient(host, apiKey, secret, options),
    ingress: new sdk.IngressClient(host, apiKey, secret, options),
    sip: new sdk.SipClient(host, apiKey, secret, options),
    agentDispatch: new sdk.AgentDispatchClient(host, apiKey, secret, options),
    connector: new sdk.ConnectorClient(host, apiKey, secret, options),
  };
}

/** What a test tells a client that steers the mock. */
export interface Steering extends ClientOptions {
  /** The `X-Lk-Mock` object. */
  readonly control: Readonly<Record<string, unknown>>;
}

// The SDK has no option for headers; it sends all that `authHeader` returns.
export class SteeredRooms extends sdk.RoomServiceClient {
  readonly #control: string;

  constructor(url: string, { control, ...options }: Steering) {
    super(url, apiKey, secret, options);
    this.#control = JSON.stringify(control);
  }

  override async authHeader(grant: VideoGrant, sip?: SIPGrant): Promise<Record<string, string>> {
    return { ...(await super.authHeader(grant, sip)), "X-Lk-Mock": this.#control };
  }
}

export class SteeredSip extends sdk.SipClient {
  readonly #control: string;

  constructor(url: string, { control, ...options }: Steering) {
    super(url, apiKey, secret, options);
    this.#control = JSON.stringify(control);
  }

  override async authHeader(grant: VideoGrant, sip?: SIPGrant): Promise<Record<string, string>> {
    return { ...(await super.authHeader(grant, sip)), "X-Lk-Mock": this.#control };
  }
}

/** The private part of a client that the SDK's own tests reach for as well. */
interface Insides {
  readonly rpc: { failoverForce: boolean; failoverBackoffMs: number };
}

/** Makes a client fail over although its host is none of LiveKit Cloud, and without long waits. */
export function forceFailover<Client extends object>(client: Client): Client {
  const { rpc } = client as unknown as Insides;
  rpc.failoverForce = true;
  rpc.failoverBackoffMs = 1;
  return client;
}

/** The lines of a mock's log without what follows the status. */
export function outline(lines: readonly string[]): string[] {
  return lines.map((line) =>
    line.replace(/^(\S+) +(\S+) +\d+ ms {2}(.*?)( {2}\(.*)?$/, "$1 $3 $2"),
  );
}

/** Methods of the clients that call nothing. */
export const noCalls = {
  constructor: "makes the client",
  authHeader: "makes the headers of a call",
  isEncodedOutputs: "private: tells the kinds of an egress's output apart",
  isEncodedFileOutput: "private: as above",
  isSegmentedFileOutput: "private: as above",
  isStreamOutput: "private: as above",
  getOutputParams: "private: puts an egress's output into a request",
};

/** A call, and its result as protobuf JSON. */
type Row<Client> = readonly [call: (client: Client) => Promise<unknown>, result: unknown];
/** A row for each public method of a client that calls the server. */
type Rows<Client> = Readonly<Record<Exclude<keyof Client, keyof typeof noCalls>, Row<Client>>>;

const nothing = undefined;
const name = "lobby";
const id = "MOCK_ID";
const sid = "MOCK_SID";
const codecs = { enabledCodecs: [{}] };
const tracks = { tracks: [{ sid }], dataTracks: [{ sid }] };

export const room: Rows<sdk.RoomServiceClient> = {
  createRoom: [
    (c) => c.createRoom({ name, metadata: "m", maxParticipants: 5 }),
    { sid, name, metadata: "m", maxParticipants: 5, ...codecs },
  ],
  listRooms: [(c) => c.listRooms([name]), [{ sid }]],
  deleteRoom: [(c) => c.deleteRoom(name), nothing],
  updateRoomMetadata: [(c) => c.updateRoomMetadata(name, "m"), { sid, metadata: "m", ...codecs }],
  listParticipants: [(c) => c.listParticipants(name), [{ sid }]],
  getParticipant: [(c) => c.getParticipant(name, "al"), { sid, identity: "al", ...tracks }],
  removeParticipant: [(c) => c.removeParticipant(name, "al", { revokeTokenTs: 1n }), nothing],
  forwardParticipant: [(c) => c.forwardParticipant(name, "al", "annex"), nothing],
  moveParticipant: [(c) => c.moveParticipant(name, "al", "annex"), nothing],
  // A message field is unset by default, so the SDK finds no track in the response.
  mutePublishedTrack: [(c) => c.mutePublishedTrack(name, "al", "TR_1", true), nothing],
  updateParticipant: [
    (c) => c.updateParticipant(name, "al", { metadata: "m", name: "Al", attributes: { a: "b" } }),
    { sid, identity: "al", metadata: "m", name: "Al", ...tracks },
  ],
  updateSubscriptions: [(c) => c.updateSubscriptions(name, "al", ["TR_1"], true), nothing],
  sendData: [
    (c) => c.sendData(name, new Uint8Array([1]), sdk.DataPacket_Kind.RELIABLE, { topic: "t" }),
    nothing,
  ],
};

const file = new sdk.EncodedFileOutput({ filepath: "a.mp4" });
const egressIds = { egressId: "MOCK_EGRESS_ID", roomId: "MOCK_ROOM_ID" };
const results = {
  streamResults: [{}],
  fileResults: [{}],
  segmentResults: [{}],
  imageResults: [{}],
};
const inRoom = { ...egressIds, ...results, roomName: name };
const byId = { ...egressIds, ...results, egressId: "EG_1" };

export const egress: Rows<sdk.EgressClient> = {
  startRoomCompositeEgress: [
    (c) => c.startRoomCompositeEgress(name, file, { layout: "grid" }),
    inRoom,
  ],
  startWebEgress: [
    (c) => c.startWebEgress("https://example.com", { file }),
    { ...egressIds, ...results },
  ],
  startParticipantEgress: [(c) => c.startParticipantEgress(name, "al", { file }), inRoom],
  startTrackCompositeEgress: [
    (c) => c.startTrackCompositeEgress(name, { file }, { audioTrackId: "TR_1" }),
    inRoom,
  ],
  startTrackEgress: [(c) => c.startTrackEgress(name, "wss://example.com", "TR_1"), inRoom],
  startEgress: [(c) => c.startEgress(new sdk.StartEgressRequest({ roomName: name })), inRoom],
  updateLayout: [(c) => c.updateLayout("EG_1", "grid"), byId],
  updateStream: [(c) => c.updateStream("EG_1", ["rtmp://example.com/a"]), byId],
  listEgress: [(c) => c.listEgress({ roomName: name, active: true }), [egressIds]],
  stopEgress: [(c) => c.stopEgress("EG_1"), byId],
};

const whip = { name: "in", roomName: name, participantIdentity: "al", enableTranscoding: true };

export const ingress: Rows<sdk.IngressClient> = {
  createIngress: [
    (c) => c.createIngress(sdk.IngressInput.WHIP_INPUT, whip),
    { ingressId: "MOCK_INGRESS_ID", ...whip },
  ],
  updateIngress: [
    (c) => c.updateIngress("IN_1", { name: "in" }),
    { ingressId: "IN_1", name: "in" },
  ],
  listIngress: [(c) => c.listIngress({ roomName: name }), [{ ingressId: "MOCK_INGRESS_ID" }]],
  deleteIngress: [(c) => c.deleteIngress("IN_1"), { ingressId: "IN_1" }],
};

export const agentDispatch: Rows<sdk.AgentDispatchClient> = {
  createDispatch: [
    (c) => c.createDispatch(name, "bot", { metadata: "m" }),
    { id, agentName: "bot", room: name, metadata: "m" },
  ],
  deleteDispatch: [(c) => c.deleteDispatch("AD_1", name), nothing],
  getDispatch: [(c) => c.getDispatch("AD_1", name), { id }],
  listDispatch: [(c) => c.listDispatch(name), [{ id }]],
};

const account = {
  whatsappPhoneNumberId: "1",
  whatsappApiKey: "key",
  whatsappCloudApiVersion: "23.0",
};
const sdp = new sdk.SessionDescription({ type: "offer", sdp: "v=0" });

export const connector: Rows<sdk.ConnectorClient> = {
  dialWhatsAppCall: [
    (c) => c.dialWhatsAppCall({ ...account, whatsappToPhoneNumber: "2", roomName: name }),
    { whatsappCallId: "MOCK_WHATSAPP_CALL_ID", roomName: name },
  ],
  acceptWhatsAppCall: [
    (c) => c.acceptWhatsAppCall({ ...account, whatsappCallId: "WA_1", sdp, roomName: name }),
    { roomName: name },
  ],
  connectWhatsAppCall: [(c) => c.connectWhatsAppCall("WA_1", sdp), {}],
  disconnectWhatsAppCall: [(c) => c.disconnectWhatsAppCall("WA_1", "key"), {}],
  connectTwilioCall: [(c) => c.connectTwilioCall({ twilioCallDirection: 1, roomName: name }), {}],
};

const trunkId = { sipTrunkId: "MOCK_SIP_TRUNK_ID" };
const ruleId = { sipDispatchRuleId: "MOCK_SIP_DISPATCH_RULE_ID" };
const inbound = new sdk.SIPInboundTrunkInfo({ name: "in" });
const outbound = new sdk.SIPOutboundTrunkInfo({ name: "out" });
const rule = new sdk.SIPDispatchRuleInfo({ name: "rule" });
const ST_1 = { sipTrunkId: "ST_1" };
const SDR_1 = { sipDispatchRuleId: "SDR_1" };

// The responses lack the names of created and updated trunks: the requests have them a level down.
export const sip: Rows<sdk.SipClient> = {
  // Today's schema has no such method any more, so the mock responds with an empty message.
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- it is still a call of the SDK
  createSipTrunk: [(c) => c.createSipTrunk("+15550100", { name: "t" }), {}],
  createSipInboundTrunk: [(c) => c.createSipInboundTrunk("in", ["+15550100"]), trunkId],
  createSipOutboundTrunk: [
    (c) => c.createSipOutboundTrunk("out", "sip.example.com", ["+15550100"]),
    trunkId,
  ],
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- it is still a call of the SDK
  listSipTrunk: [(c) => c.listSipTrunk(), [trunkId]],
  listSipInboundTrunk: [(c) => c.listSipInboundTrunk({ numbers: ["+15550100"] }), [trunkId]],
  listSipOutboundTrunk: [(c) => c.listSipOutboundTrunk({ trunkIds: ["ST_1"] }), [trunkId]],
  deleteSipTrunk: [(c) => c.deleteSipTrunk("ST_1"), ST_1],
  createSipDispatchRule: [
    (c) => c.createSipDispatchRule({ type: "callee", roomPrefix: "c-" }, { name: "rule" }),
    { ...ruleId, name: "rule" },
  ],
  updateSipDispatchRule: [(c) => c.updateSipDispatchRule("SDR_1", rule), SDR_1],
  updateSipDispatchRuleFields: [
    (c) => c.updateSipDispatchRuleFields("SDR_1", { name: "rule" }),
    SDR_1,
  ],
  updateSipInboundTrunk: [(c) => c.updateSipInboundTrunk("ST_1", inbound), ST_1],
  updateSipInboundTrunkFields: [(c) => c.updateSipInboundTrunkFields("ST_1", { name: "in" }), ST_1],
  updateSipOutboundTrunk: [(c) => c.updateSipOutboundTrunk("ST_1", outbound), ST_1],
  updateSipOutboundTrunkFields: [
    (c) => c.updateSipOutboundTrunkFields("ST_1", { name: "out" }),
    ST_1,
  ],
  listSipDispatchRule: [(c) => c.listSipDispatchRule(), [ruleId]],
  deleteSipDispatchRule: [(c) => c.deleteSipDispatchRule("SDR_1"), SDR_1],
  createSipParticipant: [
    (c) => c.createSipParticipant("ST_1", "+15550100", name, { waitUntilAnswered: true }),
    {
      participantId: "MOCK_PARTICIPANT_ID",
      participantIdentity: "sip-participant",
      roomName: name,
      sipCallId: "MOCK_SIP_CALL_ID",
    },
  ],
  transferSipParticipant: [(c) => c.transferSipParticipant(name, "al", "tel:+15550100"), nothing],
};
