import type { SignalSession } from "../signal/session.js";

/** How a connection ends. */
export interface Ending {
  /** `FIN` once what is written is out, or `RST` (TCP) at once. */
  readonly how: "FIN" | "RST";
  /** How long it is held before, in milliseconds. */
  readonly afterMs: number;
}

/** How an answer goes out, where that is not whole and at once on a connection that is kept. */
export interface Delivery {
  /** How many bytes of the body are sent of the more that are promised. */
  readonly cutAfter?: number;
  /** The size of the pieces of the body, and the milliseconds before each one. */
  readonly pieces?: { readonly bytes: number; readonly everyMs: number };
  /** How the connection ends after it. */
  readonly ending?: Ending;
}

/** An HTTP answer. Header names and values are as on the wire, in their order. */
export interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | Uint8Array;
  readonly delivery?: Delivery;
}

/** No answer: the connection is ended with nothing written. */
export interface HangUp {
  readonly hangUp: Ending;
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
  /** The name of what was injected; absent where nothing was. */
  readonly injected?: string | undefined;
}

/** An outcome without a wait. */
export function plainly(reply: Reply, notes: readonly string[] = [], injected?: string): Outcome {
  return { reply, waitMs: 0, notes, injected };
}

export function text(status: number, body: string): Answer {
  return { status, headers: [["Content-Type", "text/plain; charset=utf-8"]], body };
}

export function json(status: number, body: string): Answer {
  return { status, headers: [["Content-Type", "application/json"]], body };
}

/** The reply with more headers behind its own, where it is an answer. */
export function withHeaders<R extends Reply>(reply: R, more: Answer["headers"]): R {
  return "status" in reply ? { ...reply, headers: [...reply.headers, ...more] } : reply;
}

/** The reply with these headers, each in place of those of the same name, where it is an answer. */
export function replacingHeaders<R extends Reply>(reply: R, headers: Answer["headers"]): R {
  if (!("status" in reply) || headers.length === 0) return reply;
  const names = new Set(headers.map(([name]) => name.toLowerCase()));
  const kept = reply.headers.filter(([name]) => !names.has(name.toLowerCase()));
  return { ...reply, headers: [...kept, ...headers] };
}
