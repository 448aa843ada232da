import { RoomConfigurationSchema } from "../../gen/livekit_room_pb.js";
import type { Findings } from "../util/findings.js";
import { stringify } from "../util/json.js";
import { rejectionOf } from "../twirp/codec.js";

/** What stands in a string for bytes that are invalid UTF-8. */
const replacement = "\ufffd";

/**
 * Why LiveKit does not take the claim `roomConfig`, or `undefined` if it does. Unknown fields are
 * reported.
 *
 * @param isValidUtf8 whether the payload that it was read from is
 */
export function checkRoomConfig(
  config: unknown,
  isValidUtf8: boolean,
  findings: Findings,
): string | undefined {
  if (!isValidUtf8 && stringify(config).includes(replacement)) return "roomConfig: invalid UTF-8";
  const origin = { part: "token", path: "token.roomConfig", findings } as const;
  const reason = rejectionOf(RoomConfigurationSchema, config, origin);
  return reason === undefined ? undefined : `roomConfig: ${reason}`;
}
