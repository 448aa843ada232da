import { RoomConfigurationSchema } from "../../gen/livekit_room_pb.js";
import type { Findings } from "../findings.js";
import { whyRefused } from "../twirp/codec.js";

/** Why LiveKit does not take the claim `roomConfig`, or `undefined` if it does. Unknown fields are reported. */
export function checkRoomConfig(config: unknown, findings: Findings): string | undefined {
  const origin = { part: "token", path: "token.roomConfig", findings } as const;
  return whyRefused(RoomConfigurationSchema, config, origin);
}
