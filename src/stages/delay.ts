import type { Message } from "@bufbuild/protobuf";
import type { CreateSIPParticipantRequest } from "../../gen/livekit_sip_pb.js";
import type { Control } from "../control/index.js";
import type { Stage } from "./call.js";

/** How long a phone rings, in milliseconds. */
const ringingMs = 11_000;

/** The latency of slow methods in milliseconds, by path. */
const methodLatency = new Map<string, (request: Message) => number>([
  [
    "livekit.SIP/CreateSIPParticipant",
    (request) => ((request as CreateSIPParticipantRequest).waitUntilAnswered ? ringingMs : 0),
  ],
  ["livekit.SIP/TransferSIPParticipant", () => ringingMs],
]);

/** Waits for the control's `delayMs`, or else for the method's own latency. */
export const delay: Stage<Pick<Control, "delayMs">> = ({ method, message }, { delayMs }) => {
  if (delayMs !== undefined) {
    return delayMs > 0 ? { waitMs: delayMs, note: `delayed ${String(delayMs)} ms` } : undefined;
  }
  if (method === undefined || message === undefined) return undefined;
  const waitMs = methodLatency.get(method.path)?.(message) ?? 0;
  return waitMs > 0 ? { waitMs, note: `takes ${String(waitMs)} ms` } : undefined;
};
