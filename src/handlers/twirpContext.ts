import type { TwirpContext } from "twirp-ts";
import { noControl } from "../control/index.js";
import { createAbortSignal } from "./abortSignal.js";
import type { HandlerContext } from "./index.js";

/**
 * The handler context for a call through twirp-ts. It looks like a mock with one region and a request
 * without a control or a token, so that a handler works the same in both.
 */
export class TwirpHandlerContext implements HandlerContext {
  readonly control = noControl;
  readonly id = undefined;
  readonly claims = undefined;
  readonly identity = "";
  readonly #call: TwirpContext;
  #signal: HandlerContext["signal"] | undefined;

  constructor(call: TwirpContext) {
    this.#call = call;
  }

  /** The region's URL is the one that the client uses. */
  get region(): HandlerContext["region"] {
    const { headers, socket } = this.#call.req;
    const scheme = "encrypted" in socket ? "https" : "http";
    return { index: 0, name: "region-0", url: `${scheme}://${headers.host ?? "localhost"}` };
  }

  get headers(): HandlerContext["headers"] {
    return this.#call.req.headers;
  }

  get signal(): HandlerContext["signal"] {
    return (this.#signal ??= createAbortSignal(this.#call.res));
  }
}
