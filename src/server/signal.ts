import type { JoinRequest, LeaveRequest_Action } from "../../gen/livekit_rtc_pb.js";
import type { Control } from "../control/index.js";
import type { Findings } from "../util/findings.js";
import { plainly, text, type Outcome } from "../util/reply.js";
import { readJoinRequest } from "../signal/joinRequest.js";
import { leaveActions } from "../control/leaveActions.js";
import type { Joining } from "../signal/messages.js";
import { modeOf, type AcceptingMode } from "../control/signalModes.js";
import { identityOf, type Claims } from "../token/claims.js";
import type { Head } from "./head.js";
import { refuseHandshake } from "./refusals.js";
import { paramReader, type Request } from "./request.js";
import type { SignalVersion } from "./route.js";
import type { Station } from "./station.js";

const joinRequestOf = paramReader("join_request");
const reconnectOf = paramReader("reconnect");

/** Answers `/rtc` and `/rtc/v1`: opens a connection where token, mode and request allow it. */
export async function answerSignal(
  station: Station,
  version: SignalVersion,
  request: Request,
  findings: Findings,
): Promise<Outcome> {
  const { head, upgrades } = request;
  const verdict = await judge(station, head, findings);
  if ("validate" in verdict) return refusal(verdict, verdict.upgrade);
  if (!upgrades) return plainly(refuseHandshake(expectedForm));
  const { control } = head;
  const { mode, claims } = verdict;
  const join = version === 1 ? readJoinRequest(joinRequestOf(head.target), findings) : undefined;
  const reconnect = reconnectOf(head.target) === "1" || join?.reconnect === true;
  const session = {
    behaviour: (reconnect ? mode.onReconnect : undefined) ?? mode.behaviour,
    joining: joiningOf(station, claims, control, reconnect, join),
    leaveAction: actionOf(control),
  };
  const notes = [`signal mode ${mode.name}`, reconnect ? "reconnect" : "join", ...describe(join)];
  return plainly({ open: session }, notes, mode.name === "happy" ? undefined : mode.name);
}

/** Answers the `validate` paths: what becomes of a connection with the same token. */
export async function answerValidate(
  station: Station,
  head: Head,
  findings: Findings,
): Promise<Outcome> {
  const verdict = await judge(station, head, findings);
  if (!("validate" in verdict)) return plainly(text(200, "success"));
  return refusal(verdict, verdict.validate);
}

const expectedForm = "no GET of HTTP/1.1 with Upgrade: websocket and without a body";

/** Why there is no connection: the bodies of the refused upgrade and of `validate`. */
interface Refused {
  readonly status: number;
  readonly upgrade: string;
  readonly validate: string;
  readonly notes: readonly string[];
  /** The name of what refuses, where it is not the token. */
  readonly injected?: string;
}

function refusal({ status, notes, injected }: Refused, body: string): Outcome {
  return plainly(text(status, body), notes, injected);
}

interface Admitted {
  readonly mode: AcceptingMode;
  readonly claims: Claims;
}

async function judge(
  station: Station,
  head: Head,
  findings: Findings,
): Promise<Refused | Admitted> {
  const { rtcStatus, signal } = head.control;
  if (rtcStatus !== undefined) {
    const line = `mock failure (status ${String(rtcStatus)})\n`;
    const notes = ["failed: rtcStatus"];
    return { status: rtcStatus, upgrade: line, validate: line, notes, injected: "rtcStatus" };
  }
  const verified = await station.verify(head.queryToken || head.bearer, station.clock.now());
  if (!verified.ok) {
    const { reason } = verified;
    const validate = `invalid token: ${reason}`;
    return { status: 401, upgrade: "invalid token", validate, notes: [reason] };
  }
  if (verified.findings !== undefined) findings.include(verified.findings);
  const mode = modeOf(signal);
  if (!("refusal" in mode)) return { mode, claims: verified.claims };
  const { name, refusal } = mode;
  return { ...refusal, upgrade: "", notes: [`signal mode ${name}`], injected: name };
}

/** The action of a leave that the mock sends. */
function actionOf({ leaveAction = 0 }: Control): LeaveRequest_Action {
  if (typeof leaveAction === "number") return leaveAction;
  return leaveActions.indexOf(leaveAction);
}

function joiningOf(
  { region }: Station,
  claims: Claims,
  { pingInterval = 1, pingTimeout = 3 }: Control,
  reconnect: boolean,
  join: JoinRequest | undefined,
): Joining {
  return {
    reconnect,
    region: region.name,
    room: claims.video?.room ?? "",
    identity: identityOf(claims) || "mock-participant",
    name: claims.name ?? "",
    metadata: join?.metadata ?? "",
    attributes: join?.participantAttributes ?? {},
    pingInterval,
    pingTimeout,
  };
}

/** The join request's part in the line of the log. */
function describe(join: JoinRequest | undefined): string[] {
  if (join === undefined) return [];
  const { participantSid, publisherOffer } = join;
  const notes = [];
  if (participantSid !== "") notes.push(`participant ${participantSid}`);
  if (publisherOffer !== undefined) {
    notes.push(`publisher offer of ${String(publisherOffer.sdp.length)} characters`);
  }
  return notes;
}
