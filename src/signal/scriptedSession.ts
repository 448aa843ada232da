import { toBinary } from "@bufbuild/protobuf";
import {
  SignalRequestSchema,
  SignalResponseSchema,
  type LeaveRequest_Action,
  type SignalRequest,
  type SignalResponse,
} from "../../gen/livekit_rtc_pb.js";
import type { Behaviour, Step } from "../control/signalModes.js";
import { decode } from "../protobuf/decode.js";
import { excesses } from "../util/limits.js";
import type { Session, IgnoredFrame, Wire } from "../util/session.js";
import { responseTo, joinMessage, leaveMessage, type Joining } from "./messages.js";

/** What a scripted session plays. It comes from the token, the query and the mode. */
export interface Script {
  readonly behaviour: Behaviour;
  readonly joining: Joining;
  readonly leaveAction: LeaveRequest_Action;
}

/** Plays the behaviour of a signal mode. It keeps no state. */
export class ScriptedSession implements Session {
  readonly #script: Script;

  constructor(script: Script) {
    this.#script = script;
  }

  /** Plays the behaviour's steps. If the connection ends, the remaining steps finish at once. */
  async start(wire: Wire): Promise<void> {
    for (const step of this.#script.behaviour.steps) await this.#play(step, wire);
  }

  /** Responds to a frame, or to as much of it as the limits allow to decode. */
  receive(frame: Uint8Array, wire: Wire): IgnoredFrame | undefined {
    const { message, excess, flaw } = decode(SignalRequestSchema, frame);
    if (flaw !== undefined) {
      return { isInvalid: true, description: `an invalid SignalRequest: ${flaw}` };
    }
    const ignored = this.#respond(message, wire);
    return excess === undefined
      ? ignored
      : { isInvalid: true, description: `the part of a frame that is ${excesses[excess]}` };
  }

  receiveClose(wire: Wire): boolean {
    if (this.#script.behaviour.dropsOnClose !== true) return true;
    wire.drop();
    return false;
  }

  end(): void {
    // Nothing to clean up: the waits end with the connection.
  }

  async #play(step: Step, wire: Wire): Promise<void> {
    const { joining, leaveAction } = this.#script;
    switch (step.do) {
      case "join":
        return send(wire, joinMessage(joining));
      case "leave":
        return send(wire, leaveMessage(leaveAction));
      case "wait":
        return wire.wait(step.ms);
      case "pause":
        wire.pause();
        return;
      case "resume":
        wire.resume();
        return;
      case "close":
        wire.close(step.code, step.reason);
        return;
      case "drop":
        wire.drop();
    }
  }

  #respond(request: SignalRequest, wire: Wire): IgnoredFrame | undefined {
    const { respondsTo } = this.#script.behaviour;
    const kind = request.message.case;
    if (kind === undefined) return { isInvalid: true, description: "a request of unknown kind" };
    if (respondsTo === "none") return undefined;
    if (respondsTo === "all but pings" && (kind === "ping" || kind === "pingReq")) return undefined;
    if (kind === "leave") {
      wire.close(1000, "");
      return undefined;
    }
    const response = responseTo(request, wire.now());
    if (response === undefined) {
      return { isInvalid: false, description: `an unsupported request: ${kind}` };
    }
    void send(wire, response);
    return undefined;
  }
}

function send(wire: Wire, message: SignalResponse): Promise<void> {
  return wire.send(toBinary(SignalResponseSchema, message));
}
