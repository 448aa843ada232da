import { toBinary } from "@bufbuild/protobuf";
import {
  SignalRequestSchema,
  SignalResponseSchema,
  type LeaveRequest_Action,
  type SignalRequest,
  type SignalResponse,
} from "../../gen/livekit_rtc_pb.js";
import { excesses } from "../util/limits.js";
import { decode } from "../protobuf/decode.js";
import { answerOf, joinMessage, leaveMessage, type Joining } from "./messages.js";
import type { Behaviour, Step } from "../control/signalModes.js";

/** What a signal connection is to do, from the token, the query and the mode. */
export interface SignalSession {
  readonly behaviour: Behaviour;
  readonly joining: Joining;
  readonly leaveAction: LeaveRequest_Action;
}

/** The WebSocket that a session plays on. What is done to one that has ended has no effect. */
export interface Wire {
  /** Sends a binary frame; resolves once it is with the system, or the connection has ended. */
  readonly send: (bytes: Uint8Array) => Promise<void>;
  /** Sends a close frame. */
  readonly close: (code: number, reason: string) => void;
  /** Ends the TCP connection (FIN) with no close frame. */
  readonly drop: () => void;
  /** Resolves after `ms` milliseconds, or once the connection has ended. */
  readonly wait: (ms: number) => Promise<void>;
}

/** Does by itself what the session's behaviour says. Where the connection ends it is soon through. */
export async function play(session: SignalSession, wire: Wire): Promise<void> {
  for (const step of session.behaviour.steps) await perform(step, session, wire);
}

async function perform(step: Step, session: SignalSession, wire: Wire): Promise<void> {
  switch (step.do) {
    case "join":
      return send(wire, joinMessage(session.joining));
    case "leave":
      return send(wire, leaveMessage(session.leaveAction));
    case "wait":
      return wire.wait(step.ms);
    case "close":
      wire.close(step.code, step.reason);
      return;
    case "drop":
      wire.drop();
  }
}

/** Something that came and is not answered. */
export interface Unanswered {
  /** Whether it is nothing that a client means to send; else it is only more than a mock does. */
  readonly wrong: boolean;
  readonly what: string;
}

/** Answers a binary frame, if there is an answer to it, as far as it is within the limits. */
export function receive(
  frame: Uint8Array,
  session: SignalSession,
  wire: Wire,
  nowMs: number,
): Unanswered | undefined {
  const { message, excess, flaw } = decode(SignalRequestSchema, frame);
  if (flaw !== undefined) {
    return { wrong: true, what: `a frame that is no SignalRequest: ${flaw}` };
  }
  const unanswered = answer(message, session, wire, nowMs);
  return excess === undefined
    ? unanswered
    : { wrong: true, what: `what of a frame is ${excesses[excess]}` };
}

function answer(
  request: SignalRequest,
  session: SignalSession,
  wire: Wire,
  nowMs: number,
): Unanswered | undefined {
  const { answered } = session.behaviour;
  const kind = request.message.case;
  if (kind === undefined) return { wrong: true, what: "a request of no known kind" };
  if (answered === "none") return undefined;
  if (answered === "all but pings" && (kind === "ping" || kind === "pingReq")) return undefined;
  if (kind === "leave") {
    wire.close(1000, "");
    return undefined;
  }
  const response = answerOf(request, nowMs);
  if (response === undefined) {
    return { wrong: false, what: `a request that gets no answer: ${kind}` };
  }
  void send(wire, response);
  return undefined;
}

function send(wire: Wire, message: SignalResponse): Promise<void> {
  return wire.send(toBinary(SignalResponseSchema, message));
}
