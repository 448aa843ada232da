import type { Session } from "./session.js";

/** How a connection ends. */
export interface Ending {
  /** `FIN` once what is written is out, or `RST` (TCP) at once. */
  readonly how: "FIN" | "RST";
  /** How long it is held before, in milliseconds. */
  readonly afterMs: number;
}

/** How an answer goes out, if that is not whole and at once on a connection that is kept. */
export interface Delivery {
  /** How many bytes of the body are sent of the more that are promised. */
  readonly cutAfter?: number;
  /** The size of the pieces of the body, and the milliseconds before each one. */
  readonly pieces?: { readonly bytes: number; readonly everyMs: number };
  /** How the connection ends after it. */
  readonly ending?: Ending;
}

/** An HTTP answer. Header names and values are as on the wire, in their order. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | Uint8Array;
  readonly delivery?: Delivery;
}

/** No answer: the connection is ended with nothing written. */
export interface HangUp {
  readonly hangUp: Ending;
}

/** The WebSocket handshake is completed, and the session started on it. */
export interface StartSession {
  readonly session: Session;
}

/** What is done about a request. */
export type Outcome = HttpResponse | HangUp | StartSession;

/** What a stage or a failure decides about a request. */
export interface Decision {
  /** The reply that ends it; absent if it goes on. */
  readonly outcome?: Outcome | undefined;
  /** What becomes of the true answer to a request that goes on. */
  readonly alter?: ((response: HttpResponse) => HttpResponse) | undefined;
  /** How much longer to wait before the reply, in milliseconds. */
  readonly waitMs?: number | undefined;
  /** The name of what is injected; absent if it is none of the control's. */
  readonly injected?: string;
  /** What is done and why, for the log. */
  readonly note?: string;
}

export function textResponse(status: number, body: string): HttpResponse {
  return { status, headers: [["Content-Type", "text/plain; charset=utf-8"]], body };
}

export function jsonResponse(status: number, body: string): HttpResponse {
  return { status, headers: [["Content-Type", "application/json"]], body };
}

/** The reply with more headers behind its own, if it is an answer. */
export function withHeaders<R extends Outcome>(outcome: R, more: HttpResponse["headers"]): R {
  return "status" in outcome ? { ...outcome, headers: [...outcome.headers, ...more] } : outcome;
}

/** The reply with these headers, each in place of those of the same name, if it is an answer. */
export function replacingHeaders<R extends Outcome>(
  outcome: R,
  headers: HttpResponse["headers"],
): R {
  if (!("status" in outcome) || headers.length === 0) return outcome;
  const names = new Set(headers.map(([name]) => name.toLowerCase()));
  const kept = outcome.headers.filter(([name]) => !names.has(name.toLowerCase()));
  return { ...outcome, headers: [...kept, ...headers] };
}
