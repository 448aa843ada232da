import { RoomConfigurationSchema } from "../../gen/livekit_room_pb.js";
import type { Findings } from "../util/findings.js";
import { stringify } from "../util/json.js";
import { rejectionOf } from "../twirp/codec.js";

/** What a string has for bytes that are invalid UTF-8. */
const replacement = "\ufffd";

/**
 * Why LiveKit rejects the claim `roomConfig`, or `undefined` if it accepts it. Reports unknown
 * fields.
 *
 * @param isValidUtf8 whether the payload is valid UTF-8
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
