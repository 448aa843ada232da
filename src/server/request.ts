import type { IncomingMessage, ServerResponse } from "node:http";
import type { Control } from "../control/index.js";

/** A request as the stages see it: plain values, and Node's own objects for twirp-ts's context. */
export interface Request {
  /** HTTP method. */
  readonly method: string;
  /** Decoded path, without the query. */
  readonly path: string;
  /** Path and query, as they came. */
  readonly target: string;
  readonly contentType: string;
  /** The token of the `Authorization` header; empty where there is none. */
  readonly bearer: string;
  /** The token of the `access_token` query parameter; empty where there is none. */
  readonly queryToken: string;
  readonly body: Uint8Array;
  /** How it is to be treated. */
  readonly control: Control;
  /** Whether findings are errors. */
  readonly strict: boolean;
  /** Whether the client asks, with a GET, to go on with a WebSocket. */
  readonly upgrades: boolean;
  readonly node: { readonly req: IncomingMessage; readonly res: ServerResponse };
}

/** The parameters of a target's query. */
export function paramsOf(target: string): URLSearchParams {
  const at = target.indexOf("?");
  return new URLSearchParams(at === -1 ? "" : target.slice(at + 1));
}

/** The token of an `Authorization` header; empty where there is none. */
export function bearerIn(authorization: string | undefined): string {
  return (authorization ?? "").replace(/^Bearer /, "").trim();
}
