import type { Head } from "./head.js";

/** A request as those see it who answer it: plain values. */
export interface Request {
  readonly head: Head;
  /** Empty where the route has no use for one. */
  readonly body: Uint8Array;
  /** Whether the client asks, with a GET, to go on with a WebSocket. */
  readonly upgrades: boolean;
}

/** The parameters of a target's query. */
export function paramsOf(target: string): URLSearchParams {
  const at = target.indexOf("?");
  return new URLSearchParams(at === -1 ? "" : target.slice(at + 1));
}

/** The token of an `Authorization` header; empty where there is none. */
export function bearerIn(authorization = ""): string {
  const token = authorization.startsWith("Bearer ") ? authorization.slice(7) : authorization;
  return token.trim();
}
