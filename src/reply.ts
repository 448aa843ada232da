import type { SignalSession } from "./signal/session.js";

/** An HTTP answer. Header names and values are as on the wire, in their order. */
export interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | Uint8Array;
}

/** No answer: the connection is closed (FIN) with nothing written. */
export interface HangUp {
  readonly hangUp: true;
}

/** The WebSocket handshake is completed, and the session played on it. */
export interface Open {
  readonly open: SignalSession;
}

/** What is done about a request. */
export type Reply = Answer | HangUp | Open;

/** A reply with all that the listener needs to perform and to log it. */
export interface Outcome {
  readonly reply: Reply;
  /** How long to wait before it, in milliseconds. */
  readonly waitMs: number;
  /** What was injected and why, for the log. */
  readonly notes: readonly string[];
}

export const hangUp: HangUp = { hangUp: true };

/** An outcome without a wait. */
export function plainly(reply: Reply, notes: readonly string[] = []): Outcome {
  return { reply, waitMs: 0, notes };
}

export function text(status: number, body: string): Answer {
  return { status, headers: [["Content-Type", "text/plain; charset=utf-8"]], body };
}

export function json(status: number, body: string): Answer {
  return { status, headers: [["Content-Type", "application/json"]], body };
}

/** The reply with more headers behind its own, where it is an answer. */
export function withHeaders(reply: Reply, more: Answer["headers"]): Reply {
  return "status" in reply ? { ...reply, headers: [...reply.headers, ...more] } : reply;
}
