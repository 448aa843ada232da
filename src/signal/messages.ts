import { create, type MessageInitShape } from "@bufbuild/protobuf";
import {
  DisconnectReason,
  ParticipantInfo_State,
  ServerInfo_Edition,
  ServerInfoSchema,
  type ServerInfo,
} from "../../gen/livekit_models_pb.js";
import {
  RequestResponse_Reason,
  SignalResponseSchema,
  type LeaveRequest_Action,
  type SignalRequest,
  type SignalResponse,
} from "../../gen/livekit_rtc_pb.js";

/** What the server's messages say about a participant who joins. */
export interface Joining {
  readonly reconnect: boolean;
  /** Name of the server's region. */
  readonly region: string;
  /** Name of the room; empty if the token names none. */
  readonly room: string;
  readonly identity: string;
  /** Name of the participant. */
  readonly name: string;
  /** Metadata and attributes from the join request. */
  readonly metadata: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** How often the client must ping, and how long it waits for a pong, in seconds. */
  readonly pingInterval: number;
  readonly pingTimeout: number;
}

/** The first message: `ReconnectResponse` on a reconnect, else `JoinResponse`. */
export function joinMessage(joining: Joining): SignalResponse {
  const serverInfo = createServerInfo(joining.region);
  if (joining.reconnect) return createResponse({ case: "reconnect", value: { serverInfo } });
  const { region, room, identity, name, metadata, attributes, pingInterval, pingTimeout } = joining;
  return createResponse({
    case: "join",
    value: {
      room: { sid: "RM_MOCK", name: room },
      participant: {
        sid: "PA_MOCK",
        identity,
        name,
        metadata,
        attributes: { ...attributes },
        state: ParticipantInfo_State.JOINED,
      },
      serverVersion: "mock",
      serverRegion: region,
      serverInfo,
      pingInterval,
      pingTimeout,
    },
  });
}

export function leaveMessage(action: LeaveRequest_Action): SignalResponse {
  const reason = DisconnectReason.SERVER_SHUTDOWN;
  return createResponse({ case: "leave", value: { reason, action } });
}

/** The response to a request; `undefined` if the mock sends none. */
export function responseTo({ message }: SignalRequest, nowMs: number): SignalResponse | undefined {
  const timestamp = BigInt(nowMs);
  switch (message.case) {
    case "ping":
      return createResponse({ case: "pong", value: timestamp });
    case "pingReq": {
      const lastPingTimestamp = message.value.timestamp;
      return createResponse({ case: "pongResp", value: { lastPingTimestamp, timestamp } });
    }
    case "updateMetadata": {
      const { requestId } = message.value;
      const reason = RequestResponse_Reason.OK;
      return createResponse({ case: "requestResponse", value: { requestId, reason } });
    }
    default:
      return undefined;
  }
}

function createServerInfo(region: string): ServerInfo {
  return create(ServerInfoSchema, {
    edition: ServerInfo_Edition.Standard,
    version: "mock",
    protocol: 15,
    region,
    nodeId: "MOCK_NODE",
  });
}

function createResponse(
  message: NonNullable<MessageInitShape<typeof SignalResponseSchema>["message"]>,
): SignalResponse {
  return create(SignalResponseSchema, { message });
}
