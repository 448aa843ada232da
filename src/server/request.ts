import type { IncomingMessage, ServerResponse } from "node:http";

/** A request as the stages see it: plain values, and Node's own objects for twirp-ts's context. */
export interface Request {
  /** HTTP method. */
  readonly method: string;
  /** Decoded path, without the query. */
  readonly path: string;
  /** Names and values in turn, as they came; values in Latin-1. */
  readonly rawHeaders: readonly string[];
  readonly contentType: string;
  readonly authorization: string;
  readonly body: Uint8Array;
  readonly node: { readonly req: IncomingMessage; readonly res: ServerResponse };
}
