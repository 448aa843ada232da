import type { JoinRequest, LeaveRequest_Action } from "../../gen/livekit_rtc_pb.js";
import type { Control } from "../control/index.js";
import { textResponse, type Outcome } from "../util/outcome.js";
import { readJoinRequest } from "../signal/joinRequest.js";
import { leaveActions } from "../control/leaveActions.js";
import type { Joining } from "../signal/messages.js";
import { ScriptedSession } from "../signal/scriptedSession.js";
import { modeOf, type AcceptingMode } from "../control/signalModes.js";
import { identityOf, type Claims } from "../token/claims.js";
import type { RequestRecord } from "./record.js";
import { refuseHandshake } from "./refusals.js";
import type { ListenerContext } from "./listenerContext.js";
import { paramReader } from "./query.js";

const readJoinParameter = paramReader("join_request");
const readReconnect = paramReader("reconnect");

/** Serves `/rtc`: starts a session if the token, the mode and the request allow it. */
export function serveRtc(request: RequestRecord): Promise<Outcome> {
  return openSession(request, () => undefined);
}

/** Serves `/rtc/v1`, whose clients send a join request in the query. */
export function serveRtcV1(request: RequestRecord): Promise<Outcome> {
  return openSession(request, () =>
    readJoinRequest(readJoinParameter(request.target), request.findings),
  );
}

async function openSession(
  request: RequestRecord,
  readJoin: () => JoinRequest | undefined,
): Promise<Outcome> {
  const decision = await judgeConnection(request);
  if ("validate" in decision) return textResponse(decision.status, decision.upgrade);
  if (!request.upgrades) return refuseHandshake(expectedForm);
  const { control, target, listener } = request;
  const { mode, claims } = decision;
  const join = readJoin();
  const reconnect = readReconnect(target) === "1" || join?.reconnect === true;
  const session = new ScriptedSession({
    behaviour: (reconnect ? mode.onReconnect : undefined) ?? mode.behaviour,
    joining: createJoining(listener, claims, control, reconnect, join),
    leaveAction: toLeaveAction(control),
  });
  request.notes.push(
    `signal mode ${mode.name}`,
    reconnect ? "reconnect" : "join",
    ...describeJoin(join),
  );
  if (mode.name !== "happy") request.injected = mode.name;
  return { session };
}

/** Serves the `validate` paths: says whether a connection with the same token would succeed. */
export async function serveValidate(request: RequestRecord): Promise<Outcome> {
  const decision = await judgeConnection(request);
  if (!("validate" in decision)) return textResponse(200, "success");
  return textResponse(decision.status, decision.validate);
}

const expectedForm = "expected an HTTP/1.1 GET with Upgrade: websocket and no body";

/** How to refuse a connection: the status, and the bodies for an upgrade and for `validate`. */
interface RefusedConnection {
  readonly status: number;
  readonly upgrade: string;
  readonly validate: string;
}

interface AcceptedConnection {
  readonly mode: AcceptingMode;
  readonly claims: Claims;
}

/** Decides whether to accept the connection, and records the decision. */
async function judgeConnection(
  request: RequestRecord,
): Promise<RefusedConnection | AcceptedConnection> {
  const { listener, control, findings } = request;
  const { rtcStatus, signal } = control;
  if (rtcStatus !== undefined) {
    const line = `mock failure (status ${String(rtcStatus)})\n`;
    request.notes.push("failed: rtcStatus");
    request.injected = "rtcStatus";
    return { status: rtcStatus, upgrade: line, validate: line };
  }
  const verified = await listener.verify(request.sentToken, listener.clock.now());
  request.token = verified;
  if (!verified.ok) {
    const { check, reason } = verified;
    request.refusal = { check, reason: `invalid token: ${reason}` };
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

/** The action in the mock's leave messages. */
function toLeaveAction({ leaveAction = 0 }: Control): LeaveRequest_Action {
  if (typeof leaveAction === "number") return leaveAction;
  return leaveActions.indexOf(leaveAction);
}

function createJoining(
  { region }: ListenerContext,
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

/** Describes the join request for the log. */
function describeJoin(join: JoinRequest | undefined): string[] {
  if (join === undefined) return [];
  const { participantSid, publisherOffer } = join;
  const notes = [];
  if (participantSid !== "") notes.push(`participant ${participantSid}`);
  if (publisherOffer !== undefined) {
    notes.push(`publisher offer of ${String(publisherOffer.sdp.length)} characters`);
  }
  return notes;
}
