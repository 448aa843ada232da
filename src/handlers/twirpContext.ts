import { transferableAbortController } from "node:util";
import type { TwirpContext } from "twirp-ts";
import type { Control } from "../control/index.js";
import type { HandlerContext } from "./index.js";

/** The control of a request that has none. */
const noControl: Control = {
  fails: false,
  discovery: { status: 200, fails: false, delayMs: 0 },
};

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
    return (this.#signal ??= signalOf(this.#call));
  }
}

/** A signal that aborts if the connection closes before the response is sent. */
function signalOf({ res }: TwirpContext): HandlerContext["signal"] {
  // The global one may be a test's own.
  const controller = transferableAbortController();
  const close = (): void => {
    if (!res.writableFinished) controller.abort();
  };
  if (res.closed) close();
  else res.once("close", close);
  return controller.signal;
}
