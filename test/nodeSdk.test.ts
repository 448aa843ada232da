import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as sdk from "livekit-server-sdk";
import { instantClock, startTestMock } from "./support/mock.js";
import { apiKey, outline, secret, singleClients, type Clients } from "./support/nodeSdk.js";

/** The Twirp method, the call, and its result as protobuf JSON. */
type Row<Client> = readonly [
  path: string,
  call: (client: Client) => Promise<unknown>,
  result: unknown,
];
/** A row for each public method of a client that calls the server. */
type Rows<Client> = Readonly<Record<Exclude<keyof Client, keyof typeof noCalls>, Row<Client>>>;

/** Methods of the clients that call nothing, and what they are for. */
const noCalls = {
  constructor: "makes the client",
  authHeader: "makes the headers of a call",
  isEncodedOutputs: "private: tells the kinds of an egress's output apart",
  isEncodedFileOutput: "private: as above",
  isSegmentedFileOutput: "private: as above",
  isStreamOutput: "private: as above",
  getOutputParams: "private: puts an egress's output into the request",
};

const nothing = undefined;
const sid = "MOCK_SID";
const name = "lobby";
const sipTrunkId = "MOCK_SIP_TRUNK_ID";
const sipDispatchRuleId = "MOCK_SIP_DISPATCH_RULE_ID";
const codecs = { enabledCodecs: [{}] };
const tracks = { tracks: [{ sid }], dataTracks: [{ sid }] };
const startedEgress = {
  egressId: "MOCK_EGRESS_ID",
  roomId: "MOCK_ROOM_ID",
  streamResults: [{}],
  fileResults: [{}],
  segmentResults: [{}],
  imageResults: [{}],
};
const file = new sdk.EncodedFileOutput({ filepath: "a.mp4" });
const sdp = new sdk.SessionDescription({ type: "offer", sdp: "v=0" });
const whatsApp = {
  whatsappPhoneNumberId: "1",
  whatsappApiKey: "key",
  whatsappCloudApiVersion: "23.0",
};

const room: Rows<sdk.RoomServiceClient> = {
  createRoom: [
    "RoomService/CreateRoom",
    (c) => c.createRoom({ name, metadata: "m", maxParticipants: 5 }),
    { sid, name, metadata: "m", maxParticipants: 5, ...codecs },
  ],
  listRooms: ["RoomService/ListRooms", (c) => c.listRooms([name]), [{ sid }]],
  deleteRoom: ["RoomService/DeleteRoom", (c) => c.deleteRoom(name), nothing],
  updateRoomMetadata: [
    "RoomService/UpdateRoomMetadata",
    (c) => c.updateRoomMetadata(name, "m"),
    { sid, metadata: "m", ...codecs },
  ],
  listParticipants: ["RoomService/ListParticipants", (c) => c.listParticipants(name), [{ sid }]],
  getParticipant: [
    "RoomService/GetParticipant",
    (c) => c.getParticipant(name, "alice"),
    { sid, identity: "alice", ...tracks },
  ],
  removeParticipant: [
    "RoomService/RemoveParticipant",
    (c) => c.removeParticipant(name, "alice", { revokeTokenTs: 1n }),
    nothing,
  ],
  forwardParticipant: [
    "RoomService/ForwardParticipant",
    (c) => c.forwardParticipant(name, "alice", "annex"),
    nothing,
  ],
  moveParticipant: [
    "RoomService/MoveParticipant",
    (c) => c.moveParticipant(name, "alice", "annex"),
    nothing,
  ],
  // The default of a message field is to be unset, so the SDK finds no track.
  mutePublishedTrack: [
    "RoomService/MutePublishedTrack",
    (c) => c.mutePublishedTrack(name, "alice", "TR_1", true),
    nothing,
  ],
  updateParticipant: [
    "RoomService/UpdateParticipant",
    (c) => c.updateParticipant(name, "alice", { metadata: "m", name: "A", attributes: { a: "b" } }),
    { sid, identity: "alice", metadata: "m", name: "A", ...tracks },
  ],
  updateSubscriptions: [
    "RoomService/UpdateSubscriptions",
    (c) => c.updateSubscriptions(name, "alice", ["TR_1"], true),
    nothing,
  ],
  sendData: [
    "RoomService/SendData",
    (c) => c.sendData(name, new Uint8Array([1]), sdk.DataPacket_Kind.RELIABLE, { topic: "t" }),
    nothing,
  ],
};

const egress: Rows<sdk.EgressClient> = {
  startRoomCompositeEgress: [
    "Egress/StartRoomCompositeEgress",
    (c) => c.startRoomCompositeEgress(name, file, { layout: "grid" }),
    { ...startedEgress, roomName: name },
  ],
  startWebEgress: [
    "Egress/StartWebEgress",
    (c) => c.startWebEgress("https://example.com", { file }),
    startedEgress,
  ],
  startParticipantEgress: [
    "Egress/StartParticipantEgress",
    (c) => c.startParticipantEgress(name, "alice", { file }),
    { ...startedEgress, roomName: name },
  ],
  startTrackCompositeEgress: [
    "Egress/StartTrackCompositeEgress",
    (c) => c.startTrackCompositeEgress(name, { file }, { audioTrackId: "TR_1" }),
    { ...startedEgress, roomName: name },
  ],
  startTrackEgress: [
    "Egress/StartTrackEgress",
    (c) => c.startTrackEgress(name, "wss://example.com", "TR_1"),
    { ...startedEgress, roomName: name },
  ],
  startEgress: [
    "Egress/StartEgress",
    (c) => c.startEgress(new sdk.StartEgressRequest({ roomName: name })),
    { ...startedEgress, roomName: name },
  ],
  updateLayout: [
    "Egress/UpdateLayout",
    (c) => c.updateLayout("EG_1", "grid"),
    { ...startedEgress, egressId: "EG_1" },
  ],
  updateStream: [
    "Egress/UpdateStream",
    (c) => c.updateStream("EG_1", ["rtmp://example.com/a"]),
    { ...startedEgress, egressId: "EG_1" },
  ],
  listEgress: [
    "Egress/ListEgress",
    (c) => c.listEgress({ roomName: name, active: true }),
    [{ egressId: "MOCK_EGRESS_ID", roomId: "MOCK_ROOM_ID" }],
  ],
  stopEgress: [
    "Egress/StopEgress",
    (c) => c.stopEgress("EG_1"),
    { ...startedEgress, egressId: "EG_1" },
  ],
};

const ingress: Rows<sdk.IngressClient> = {
  createIngress: [
    "Ingress/CreateIngress",
    (c) =>
      c.createIngress(sdk.IngressInput.WHIP_INPUT, {
        name: "in",
        roomName: name,
        participantIdentity: "alice",
        enableTranscoding: true,
      }),
    {
      ingressId: "MOCK_INGRESS_ID",
      name: "in",
      roomName: name,
      participantIdentity: "alice",
      enableTranscoding: true,
    },
  ],
  updateIngress: [
    "Ingress/UpdateIngress",
    (c) => c.updateIngress("IN_1", { name: "in" }),
    { ingressId: "IN_1", name: "in" },
  ],
  listIngress: [
    "Ingress/ListIngress",
    (c) => c.listIngress({ roomName: name }),
    [{ ingressId: "MOCK_INGRESS_ID" }],
  ],
  deleteIngress: ["Ingress/DeleteIngress", (c) => c.deleteIngress("IN_1"), { ingressId: "IN_1" }],
};

const agentDispatch: Rows<sdk.AgentDispatchClient> = {
  createDispatch: [
    "AgentDispatchService/CreateDispatch",
    (c) => c.createDispatch(name, "bot", { metadata: "m" }),
    { id: "MOCK_ID", agentName: "bot", room: name, metadata: "m" },
  ],
  deleteDispatch: [
    "AgentDispatchService/DeleteDispatch",
    (c) => c.deleteDispatch("AD_1", name),
    nothing,
  ],
  getDispatch: [
    "AgentDispatchService/ListDispatch",
    (c) => c.getDispatch("AD_1", name),
    { id: "MOCK_ID" },
  ],
  listDispatch: [
    "AgentDispatchService/ListDispatch",
    (c) => c.listDispatch(name),
    [{ id: "MOCK_ID" }],
  ],
};

const connector: Rows<sdk.ConnectorClient> = {
  dialWhatsAppCall: [
    "Connector/DialWhatsAppCall",
    (c) => c.dialWhatsAppCall({ ...whatsApp, whatsappToPhoneNumber: "2", roomName: name }),
    { whatsappCallId: "MOCK_WHATSAPP_CALL_ID", roomName: name },
  ],
  acceptWhatsAppCall: [
    "Connector/AcceptWhatsAppCall",
    (c) => c.acceptWhatsAppCall({ ...whatsApp, whatsappCallId: "WA_1", sdp, roomName: name }),
    { roomName: name },
  ],
  connectWhatsAppCall: [
    "Connector/ConnectWhatsAppCall",
    (c) => c.connectWhatsAppCall("WA_1", sdp),
    {},
  ],
  disconnectWhatsAppCall: [
    "Connector/DisconnectWhatsAppCall",
    (c) => c.disconnectWhatsAppCall("WA_1", "key"),
    {},
  ],
  connectTwilioCall: [
    "Connector/ConnectTwilioCall",
    (c) =>
      c.connectTwilioCall({
        twilioCallDirection:
          sdk.ConnectTwilioCallRequest_TwilioCallDirection.TWILIO_CALL_DIRECTION_INBOUND,
        roomName: name,
      }),
    {},
  ],
};

const sip: Rows<sdk.SipClient> = {};
