// The driver of LiveKit's Node SDK: reads a call as a line of JSON, makes it through the SDK's public
// interface, and prints what came of it as a line of JSON.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import * as sdk from "livekit-server-sdk";

/** How the SDK takes the request of each method; and the response's field that it returns alone. */
const methods = {
  RoomService: (c) => ({
    CreateRoom: (r) => c.createRoom(r),
    ListRooms: [(r) => c.listRooms(r.names), "rooms"],
    DeleteRoom: (r) => c.deleteRoom(r.room),
    ListParticipants: [(r) => c.listParticipants(r.room), "participants"],
    GetParticipant: (r) => c.getParticipant(r.room, r.identity),
    RemoveParticipant: (r) => c.removeParticipant(r.room, r.identity),
    ForwardParticipant: (r) => c.forwardParticipant(r.room, r.identity, r.destinationRoom),
    MoveParticipant: (r) => c.moveParticipant(r.room, r.identity, r.destinationRoom),
    MutePublishedTrack: (r) => c.mutePublishedTrack(r.room, r.identity, r.trackSid, r.muted),
    UpdateParticipant: (r) => c.updateParticipant(r.room, r.identity, r),
    UpdateSubscriptions: (r) =>
      c.updateSubscriptions(r.room, r.identity, r.trackSids ?? [], r.subscribe),
    SendData: (r) => c.sendData(r.room, Buffer.from(r.data, "base64"), 0, {}),
    UpdateRoomMetadata: (r) => c.updateRoomMetadata(r.room, r.metadata),
  }),
  Egress: (c) => ({
    StartRoomCompositeEgress: (r) => c.startRoomCompositeEgress(r.roomName, fileOf(r)),
    StartWebEgress: (r) => c.startWebEgress(r.url, fileOf(r)),
    StartParticipantEgress: (r) => c.startParticipantEgress(r.roomName, r.identity, fileOf(r)),
    StartTrackCompositeEgress: (r) => c.startTrackCompositeEgress(r.roomName, fileOf(r)),
    StartTrackEgress: (r) => c.startTrackEgress(r.roomName, r.websocketUrl, r.trackId),
    StartEgress: (r) => c.startEgress(new sdk.StartEgressRequest(r)),
    UpdateLayout: (r) => c.updateLayout(r.egressId, r.layout),
    UpdateStream: (r) => c.updateStream(r.egressId, r.addOutputUrls),
    ListEgress: [(r) => c.listEgress(r), "items"],
    StopEgress: (r) => c.stopEgress(r.egressId),
  }),
  Ingress: (c) => ({
    CreateIngress: (r) => c.createIngress(0, r),
    UpdateIngress: (r) => c.updateIngress(r.ingressId, r),
    ListIngress: [(r) => c.listIngress(r), "items"],
    DeleteIngress: (r) => c.deleteIngress(r.ingressId),
  }),
  SIP: (c) => ({
    ListSIPTrunk: [() => c.listSipTrunk(), "items"],
    CreateSIPInboundTrunk: ({ trunk }) => c.createSipInboundTrunk(trunk.name, trunk.numbers),
    CreateSIPOutboundTrunk: ({ trunk }) =>
      c.createSipOutboundTrunk(trunk.name, trunk.address, trunk.numbers, { transport: 0 }),
    UpdateSIPInboundTrunk: ({ sipTrunkId, update, replace }) =>
      update
        ? c.updateSipInboundTrunkFields(sipTrunkId, update)
        : c.updateSipInboundTrunk(sipTrunkId, new sdk.SIPInboundTrunkInfo(replace)),
    UpdateSIPOutboundTrunk: ({ sipTrunkId, update, replace }) =>
      update
        ? c.updateSipOutboundTrunkFields(sipTrunkId, update)
        : c.updateSipOutboundTrunk(sipTrunkId, new sdk.SIPOutboundTrunkInfo(replace)),
    ListSIPInboundTrunk: [(r) => c.listSipInboundTrunk(r), "items"],
    ListSIPOutboundTrunk: [(r) => c.listSipOutboundTrunk(r), "items"],
    DeleteSIPTrunk: (r) => c.deleteSipTrunk(r.sipTrunkId),
    CreateSIPDispatchRule: (r) => c.createSipDispatchRule({ type: "direct", roomName: r.name }),
    UpdateSIPDispatchRule: ({ sipDispatchRuleId: id, update, replace }) =>
      update
        ? c.updateSipDispatchRuleFields(id, update)
        : c.updateSipDispatchRule(id, new sdk.SIPDispatchRuleInfo(replace)),
    ListSIPDispatchRule: [(r) => c.listSipDispatchRule(r), "items"],
    DeleteSIPDispatchRule: (r) => c.deleteSipDispatchRule(r.sipDispatchRuleId),
    CreateSIPParticipant: (r) => c.createSipParticipant(r.sipTrunkId, r.sipCallTo, r.roomName, r),
    TransferSIPParticipant: (r) =>
      c.transferSipParticipant(r.roomName, r.participantIdentity, r.transferTo),
  }),
  AgentDispatchService: (c) => ({
    CreateDispatch: (r) => c.createDispatch(r.room, r.agentName),
    DeleteDispatch: (r) => c.deleteDispatch(r.dispatchId, r.room),
    ListDispatch: [
      ({ room, dispatchId: id }) =>
        id ? c.getDispatch(id, room).then((one) => [one]) : c.listDispatch(room),
      "agentDispatches",
    ],
  }),
  Connector: (c) => ({
    DialWhatsAppCall: (r) => c.dialWhatsAppCall(r),
    AcceptWhatsAppCall: (r) => c.acceptWhatsAppCall(r),
    ConnectWhatsAppCall: (r) => c.connectWhatsAppCall(r.whatsappCallId, r.sdp),
    DisconnectWhatsAppCall: (r) => c.disconnectWhatsAppCall(r.whatsappCallId, r.whatsappApiKey),
    ConnectTwilioCall: (r) => c.connectTwilioCall({ twilioCallDirection: 0, ...r }),
  }),
};

const accessors = { Egress: "egress", Ingress: "ingress", SIP: "sip", Connector: "connector" };
Object.assign(accessors, { RoomService: "room", AgentDispatchService: "agentDispatch" });

const fileOf = (r) => ({ file: new sdk.EncodedFileOutput(r.fileOutputs[0]) });

/** A message, a list of them, or nothing, as the JSON of the response. */
function described(response, field) {
  if (response === undefined) return {};
  return field === undefined ? response.toJson() : { [field]: response.map((one) => one.toJson()) };
}

async function drive({ url, apiKey, apiSecret: secret, method, request, ...options }) {
  const [service, name] = method.split("/");
  const { timeoutMs, failover, calls, pauseMs } = options;
  const requestTimeout = timeoutMs === undefined ? undefined : timeoutMs / 1000;
  const api = new sdk.LiveKitAPI({ host: url, apiKey, secret, requestTimeout, failover });
  const [make, field] = [methods[service]?.(api[accessors[service]])[name]].flat();
  if (make === undefined) return { result: "unsupported", reason: `no method ${method}` };
  for (let n = 1; ; n += 1) {
    const startedAt = performance.now();
    const outcome = await make(request).then(
      (response) => ({ result: "ok", response: described(response, field) }),
      failure,
    );
    const ms = Math.round(performance.now() - startedAt);
    if (n === calls || outcome.result !== "ok") return { ...outcome, ms };
    await sleep(pauseMs);
  }
}

function failure(error) {
  const { constructor, name, message, status, code, metadata } = error;
  if (!(error instanceof sdk.ServerError)) return { result: "error", class: name, message };
  const parts = { message, status, code, metadata };
  return { result: "error", class: constructor.name, typed: true, ...parts };
}

// The SDK writes to stdout with it, which the runner reads.
console.debug = console.error;

const installed = new URL("node_modules/livekit-server-sdk/package.json", import.meta.url);
const { version } = JSON.parse(readFileSync(installed, "utf8"));
console.log(JSON.stringify({ sdk: "livekit-server-sdk", version }));
for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await drive(JSON.parse(line))));
}
