/** The entry for twirp-ts: each service of the API as a server to mount in an app. */
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
 * Makes a twirp-ts server of a service: `httpHandler()` gives what `node:http` and Express take. In
 * Express, `app.post(server.matchingPath(), server.httpHandler())`, ahead of what parses bodies.
 */
export type CreateServer<Name extends keyof Handlers> = (
  handlers: Handlers[Name],
) => TwirpServer<Handlers[Name]>;

export const createReplayServer: CreateServer<"Replay"> = serverOf("Replay");
export const createAgentDispatchServiceServer: CreateServer<"AgentDispatchService"> =
  serverOf("AgentDispatchService");
export const createAgentSimulationServer: CreateServer<"AgentSimulation"> =
  serverOf("AgentSimulation");
export const createAgentDBServiceServer: CreateServer<"AgentDBService"> =
  serverOf("AgentDBService");
export const createCloudAgentServer: CreateServer<"CloudAgent"> = serverOf("CloudAgent");
export const createConnectorServer: CreateServer<"Connector"> = serverOf("Connector");
export const createEgressServer: CreateServer<"Egress"> = serverOf("Egress");
export const createIngressServer: CreateServer<"Ingress"> = serverOf("Ingress");
export const createPhoneNumberServiceServer: CreateServer<"PhoneNumberService"> =
  serverOf("PhoneNumberService");
export const createRoomServiceServer: CreateServer<"RoomService"> = serverOf("RoomService");
export const createSIPServer: CreateServer<"SIP"> = serverOf("SIP");

function serverOf<Name extends keyof Handlers>(name: Name): CreateServer<Name> {
  return (handlers) => createTwirpServer(name, handlers);
}
