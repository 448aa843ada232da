import type { Message } from "@bufbuild/protobuf";
import type { CreateSIPParticipantRequest } from "../../gen/livekit_sip_pb.js";
import type { Stage } from "./stage.js";

/** How long ringing takes, in milliseconds. */
const ringingMs = 11_000;

/** The methods that take their time, by path. */
const ownLatency = new Map<string, (request: Message) => number>([
  [
    "livekit.SIP/CreateSIPParticipant",
    (request) => ((request as CreateSIPParticipantRequest).waitUntilAnswered ? ringingMs : 0),
  ],
  ["livekit.SIP/TransferSIPParticipant", () => ringingMs],
]);

/** Waits as long as the control says, or else as the method itself takes. */
export const delay: Stage = ({ control, method, request }) => {
  if (control.delayMs !== undefined) {
    return control.delayMs > 0
      ? { waitMs: control.delayMs, note: `delayed ${String(control.delayMs)} ms` }
      : undefined;
  }
  if (method === undefined || request === undefined) return undefined;
  const waitMs = ownLatency.get(method.path)?.(request) ?? 0;
  return waitMs > 0 ? { waitMs, note: `takes ${String(waitMs)} ms` } : undefined;
};
