import type { JoinRequest, LeaveRequest_Action } from "../../gen/livekit_rtc_pb.js";
import type { Control } from "../control/index.js";
import { text, type Reply } from "../util/reply.js";
import { readJoinRequest } from "../signal/joinRequest.js";
import { leaveActions } from "../control/leaveActions.js";
import type { Joining } from "../signal/messages.js";
import { ScriptedSession } from "../signal/scriptedSession.js";
import { modeOf, type AcceptingMode } from "../control/signalModes.js";
import { identityOf, type Claims } from "../token/claims.js";
import type { RequestRecord } from "./record.js";
import { refuseHandshake } from "./refusals.js";
import type { Station } from "./station.js";
import { paramReader } from "./query.js";

const joinRequestOf = paramReader("join_request");
const reconnectOf = paramReader("reconnect");

/** Answers `/rtc`: opens a connection if token, mode and request allow it. */
export function answerRtc(request: RequestRecord): Promise<Reply> {
  return open(request, () => undefined);
}

/** Answers `/rtc/v1`, whose clients send what they want to join with in the query. */
export function answerRtcV1(request: RequestRecord): Promise<Reply> {
  return open(request, () => readJoinRequest(joinRequestOf(request.target), request.findings));
}

async function open(
  request: RequestRecord,
  readJoin: () => JoinRequest | undefined,
): Promise<Reply> {
  const verdict = await judge(request);
  if ("validate" in verdict) return text(verdict.status, verdict.upgrade);
  if (!request.upgrades) return refuseHandshake(expectedForm);
  const { control, target, station } = request;
  const { mode, claims } = verdict;
  const join = readJoin();
  const reconnect = reconnectOf(target) === "1" || join?.reconnect === true;
  const session = new ScriptedSession({
    behaviour: (reconnect ? mode.onReconnect : undefined) ?? mode.behaviour,
    joining: joiningOf(station, claims, control, reconnect, join),
    leaveAction: actionOf(control),
  });
  request.notes.push(
    `signal mode ${mode.name}`,
    reconnect ? "reconnect" : "join",
    ...describe(join),
  );
  if (mode.name !== "happy") request.injected = mode.name;
  return { open: session };
}

/** Answers the `validate` paths: what becomes of a connection with the same token. */
export async function answerValidate(request: RequestRecord): Promise<Reply> {
  const verdict = await judge(request);
  if (!("validate" in verdict)) return text(200, "success");
  return text(verdict.status, verdict.validate);
}

const expectedForm = "no GET of HTTP/1.1 with Upgrade: websocket and without a body";

/** Why there is no connection: the bodies of the refused upgrade and of `validate`. */
interface Refused {
  readonly status: number;
  readonly upgrade: string;
  readonly validate: string;
}

interface Admitted {
  readonly mode: AcceptingMode;
  readonly claims: Claims;
}

/** Decides whether there is a connection, and says so in the request's record. */
async function judge(request: RequestRecord): Promise<Refused | Admitted> {
  const { station, control, findings } = request;
  const { rtcStatus, signal } = control;
  if (rtcStatus !== undefined) {
    const line = `mock failure (status ${String(rtcStatus)})\n`;
    request.notes.push("failed: rtcStatus");
    request.injected = "rtcStatus";
    return { status: rtcStatus, upgrade: line, validate: line };
  }
  const verified = await station.verify(request.sent, station.clock.now());
  request.token = verified;
  if (!verified.ok) {
    const { reason } = verified;
    request.notes.push(reason);
    return { status: 401, upgrade: "invalid token", validate: `invalid token: ${reason}` };
  }
  if (verified.findings !== undefined) findings.include(verified.findings);
  const mode = modeOf(signal);
  if (!("refusal" in mode)) return { mode, claims: verified.claims };
  const { name, refusal } = mode;
  request.notes.push(`signal mode ${name}`);
  request.injected = name;
  return { ...refusal, upgrade: "" };
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
