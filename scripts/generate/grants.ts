/**
 * Who may call what: the policy that the plugin joins with the methods of the protos.
 *
 * A rule covers a whole service if LiveKit protects all of its methods alike. The rules for
 * `RoomService` and `SIP` list their methods, so that a method of a new protocol version gets no
 * grant until somebody chooses one.
 */

/** What a token must grant for one method, besides being valid. */
export interface Needs {
  readonly video?: readonly string[];
  readonly sip?: readonly string[];
  readonly agent?: readonly string[];
  /** `video.room` must be the request's room. */
  readonly room?: true;
  /** `video.destinationRoom` must be the request's `destination_room`. */
  readonly destinationRoom?: true;
}

/** The fields that name a request's room; the first that is not empty wins. */
export const roomFields: readonly string[] = ["room", "room_name"];
export const destinationRoomFields: readonly string[] = ["destination_room"];

export interface Rule {
  /** Full name of the service, such as `livekit.RoomService`. */
  readonly service: string;
  /** Names of the methods; absent if the rule covers every method of the service. */
  readonly methods?: readonly string[];
  readonly needs: Needs;
}

const video = (permission: string): Needs => ({ video: [permission] });
const sip = (permission: string): Needs => ({ sip: [permission] });
const agent = (permission: string): Needs => ({ agent: [permission] });
const roomAdmin: Needs = { video: ["roomAdmin"], room: true };
const anyValidToken: Needs = {};

export const policy: readonly Rule[] = [
  { service: "livekit.AgentDBService", needs: agent("databaseAdmin") },
  { service: "livekit.AgentDispatchService", needs: roomAdmin },
  { service: "livekit.AgentSimulation", needs: agent("simulationAdmin") },
  { service: "livekit.CloudAgent", needs: agent("admin") },
  { service: "livekit.Connector", needs: video("roomCreate") },
  { service: "livekit.Egress", needs: video("roomRecord") },
  { service: "livekit.Ingress", needs: video("ingressAdmin") },
  { service: "livekit.PhoneNumberService", needs: sip("admin") },
  { service: "livekit.Replay", needs: anyValidToken },
  {
    service: "livekit.RoomService",
    methods: ["CreateRoom", "DeleteRoom"],
    needs: video("roomCreate"),
  },
  { service: "livekit.RoomService", methods: ["ListRooms"], needs: video("roomList") },
  {
    service: "livekit.RoomService",
    methods: [
      "ListParticipants",
      "GetParticipant",
      "RemoveParticipant",
      "MutePublishedTrack",
      "UpdateParticipant",
      "UpdateSubscriptions",
      "SendData",
      "UpdateRoomMetadata",
      "PerformRpc",
    ],
    needs: roomAdmin,
  },
  {
    service: "livekit.RoomService",
    methods: ["ForwardParticipant", "MoveParticipant"],
    needs: { ...roomAdmin, destinationRoom: true },
  },
  {
    service: "livekit.SIP",
    methods: [
      "ListSIPTrunk",
      "CreateSIPInboundTrunk",
      "CreateSIPOutboundTrunk",
      "UpdateSIPInboundTrunk",
      "UpdateSIPOutboundTrunk",
      "GetSIPInboundTrunk",
      "GetSIPOutboundTrunk",
      "ListSIPInboundTrunk",
      "ListSIPOutboundTrunk",
      "DeleteSIPTrunk",
      "CreateSIPDispatchRule",
      "UpdateSIPDispatchRule",
      "ListSIPDispatchRule",
      "DeleteSIPDispatchRule",
    ],
    needs: sip("admin"),
  },
  { service: "livekit.SIP", methods: ["CreateSIPParticipant"], needs: sip("call") },
  {
    service: "livekit.SIP",
    methods: ["TransferSIPParticipant"],
    needs: { ...sip("call"), ...roomAdmin },
  },
];
