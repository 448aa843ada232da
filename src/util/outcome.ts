import type { Session } from "./session.js";

/** How a connection ends. */
export interface Ending {
  /** `FIN` after all written bytes are sent, or an immediate TCP `RST`. */
  readonly how: "FIN" | "RST";
  /** How long to hold the connection open first, in milliseconds. */
  readonly afterMs: number;
}

/** How to send a response that is cut, sent in pieces, or followed by the connection's end. */
export interface Delivery {
  /** Sends only this many bytes of the body; `Content-Length` promises more. */
  readonly cutAfter?: number;
  /** Sends the body in pieces of this size, with a wait before each one. */
  readonly pieces?: { readonly bytes: number; readonly everyMs: number };
  /** How the connection ends after the response. */
  readonly ending?: Ending;
}

/** An HTTP response. Headers are as on the wire, in order. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | Uint8Array;
  readonly delivery?: Delivery;
}

/** No response: the connection ends with nothing written. */
export interface HangUp {
  readonly hangUp: Ending;
}

/** Completes the WebSocket handshake and starts the session. */
export interface StartSession {
  readonly session: Session;
}

/** What the mock does about a request. */
export type Outcome = HttpResponse | HangUp | StartSession;

/** What a stage or a failure mode decides about a request. */
export interface Decision {
  /** The final outcome; absent if the request continues. */
  readonly outcome?: Outcome | undefined;
  /** Changes the normal response of a request that continues. */
  readonly alter?: ((response: HttpResponse) => HttpResponse) | undefined;
  /** Additional wait before the outcome, in milliseconds. */
  readonly waitMs?: number | undefined;
  /** The name of what the control injects; absent if it injects nothing. */
  readonly injected?: string;
  /** What the stage does and why, for the log. */
  readonly note?: string;
  /** Why the token does not allow it; absent if it does, or nobody asks. */
  readonly refusal?: Refusal;
}

/** Why a token does not allow a call or a connection. */
export interface Refusal {
  /** The check that failed: of the token itself, or for a grant. */
  readonly check: string;
  /** The same in words, without the token. */
  readonly reason: string;
}

export function textResponse(status: number, body: string): HttpResponse {
  return { status, headers: [["Content-Type", "text/plain; charset=utf-8"]], body };
}

export function jsonResponse(status: number, body: string): HttpResponse {
  return { status, headers: [["Content-Type", "application/json"]], body };
}

/** Appends headers if the outcome is a response. */
export function withHeaders<R extends Outcome>(outcome: R, more: HttpResponse["headers"]): R {
  return "status" in outcome ? { ...outcome, headers: [...outcome.headers, ...more] } : outcome;
}

/** Sets headers if the outcome is a response, replacing those with the same name. */
export function replacingHeaders<R extends Outcome>(
  outcome: R,
  headers: HttpResponse["headers"],
): R {
  if (!("status" in outcome) || headers.length === 0) return outcome;
  const names = new Set(headers.map(([name]) => name.toLowerCase()));
  const kept = outcome.headers.filter(([name]) => !names.has(name.toLowerCase()));
  return { ...outcome, headers: [...kept, ...headers] };
}
