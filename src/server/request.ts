import type { IncomingMessage, ServerResponse } from "node:http";

/** A request as the stages see it: plain values, and Node's own objects for twirp-ts's context. */
export interface Request {
  /** HTTP method. */
  readonly method: string;
  /** Decoded path, without the query. */
  readonly path: string;
  /** What follows the path's question mark, as it came; empty where there is none. */
  readonly query: string;
  /** Names and values in turn, as they came; values in Latin-1. */
  readonly rawHeaders: readonly string[];
  readonly contentType: string;
  readonly authorization: string;
  readonly body: Uint8Array;
  /** Whether the client asks, with a GET, to go on with a WebSocket. */
  readonly upgrades: boolean;
  readonly node: { readonly req: IncomingMessage; readonly res: ServerResponse };
}

/** The token of the `Authorization` header; empty where there is none. */
export function bearerOf({ authorization }: Request): string {
  return authorization.replace(/^Bearer /, "").trim();
}

/** The token of the `access_token` query parameter; empty where there is none. */
export function queryTokenOf({ query }: Request): string {
  return new URLSearchParams(query).get("access_token") ?? "";
}
