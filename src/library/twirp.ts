/** The entry point for twirp-ts: each service of the API as a server to mount in an app. */
import type { TwirpServer } from "twirp-ts";
import type { Handlers } from "../handlers/index.js";
import { createTwirpServer } from "../handlers/twirpServer.js";

export { createTwirpServer };
export type { Defaults } from "../../gen/types.js";
export { replayDefaults } from "../../gen/cloud_replay_mock.js";
export { agentDispatchServiceDefaults } from "../../gen/livekit_agent_dispatch_mock.js";
export { agentSimulationDefaults } from "../../gen/livekit_agent_simulation_mock.js";
export { agentDBServiceDefaults } from "../../gen/livekit_agentdb_mock.js";
export { cloudAgentDefaults } from "../../gen/livekit_cloud_agent_mock.js";
export { connectorDefaults } from "../../gen/livekit_connector_mock.js";
export { egressDefaults } from "../../gen/livekit_egress_mock.js";
export { ingressDefaults } from "../../gen/livekit_ingress_mock.js";
export { phoneNumberServiceDefaults } from "../../gen/livekit_phone_number_mock.js";
export { roomServiceDefaults } from "../../gen/livekit_room_mock.js";
export { sipDefaults } from "../../gen/livekit_sip_mock.js";

/**
 * Creates a twirp-ts server for a service. Its `httpHandler()` works with `node:http` and Express. In
 * Express, call `app.post(server.matchingPath(), server.httpHandler())` before any body parser.
 */
export type CreateServer<Name extends keyof Handlers> = (
  handlers: Handlers[Name],
) => TwirpServer<Handlers[Name]>;

export const createReplayServer: CreateServer<"Replay"> = creatorFor("Replay");
export const createAgentDispatchServiceServer: CreateServer<"AgentDispatchService"> =
  creatorFor("AgentDispatchService");
export const createAgentSimulationServer: CreateServer<"AgentSimulation"> =
  creatorFor("AgentSimulation");
export const createAgentDBServiceServer: CreateServer<"AgentDBService"> =
  creatorFor("AgentDBService");
export const createCloudAgentServer: CreateServer<"CloudAgent"> = creatorFor("CloudAgent");
export const createConnectorServer: CreateServer<"Connector"> = creatorFor("Connector");
export const createEgressServer: CreateServer<"Egress"> = creatorFor("Egress");
export const createIngressServer: CreateServer<"Ingress"> = creatorFor("Ingress");
export const createPhoneNumberServiceServer: CreateServer<"PhoneNumberService"> =
  creatorFor("PhoneNumberService");
export const createRoomServiceServer: CreateServer<"RoomService"> = creatorFor("RoomService");
export const createSIPServer: CreateServer<"SIP"> = creatorFor("SIP");

function creatorFor<Name extends keyof Handlers>(name: Name): CreateServer<Name> {
  return (handlers) => createTwirpServer(name, handlers);
}
