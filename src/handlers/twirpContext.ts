import type { TwirpContext } from "twirp-ts";
import { noControl } from "../control/index.js";
import { signalOf } from "./signalOf.js";
import type { HandlerContext } from "./index.js";

/**
 * What handlers know of a call of twirp-ts. A server of an app is what a mock with one region is to a
 * request without a control and without a token: handlers need not tell the two apart.
 */
export class TwirpHandlerContext implements HandlerContext {
  readonly control = noControl;
  readonly claims = undefined;
  readonly #call: TwirpContext;
  #signal: HandlerContext["signal"] | undefined;

  constructor(call: TwirpContext) {
    this.#call = call;
  }

  /** Its URL is the one that the client uses. */
  get region(): HandlerContext["region"] {
    const { headers, socket } = this.#call.req;
    const scheme = "encrypted" in socket ? "https" : "http";
    return { index: 0, name: "region-0", url: `${scheme}://${headers.host ?? "localhost"}` };
  }

  get headers(): HandlerContext["headers"] {
    return this.#call.req.headers;
  }

  get signal(): HandlerContext["signal"] {
    return (this.#signal ??= signalOf(this.#call.res));
  }
}
