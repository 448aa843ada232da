import { isSipSuccess, sipError } from "./sipStatus.js";
import type { Stage } from "./call.js";

/** The methods that dial, by path. */
const dialMethods: ReadonlySet<string> = new Set([
  "livekit.SIP/CreateSIPParticipant",
  "livekit.SIP/TransferSIPParticipant",
]);

/** Fails a dial with the control's `sipStatus`. */
export const failSip: Stage = ({ method }, { sipStatus }) => {
  if (sipStatus === undefined || isSipSuccess(sipStatus)) return undefined;
  if (method === undefined || !dialMethods.has(method.path)) return undefined;
  const note = `failed: sipStatus ${String(sipStatus.code)}`;
  return { outcome: sipError(sipStatus), injected: "sipStatus", note };
};
