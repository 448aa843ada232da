import type { Message } from "@bufbuild/protobuf";
import type { Interceptor } from "twirp-ts";
import { TwirpError, TwirpErrorCode } from "twirp-ts/build/twirp/errors.js";
import type { Reply } from "../reply.js";
import type { FindingContext } from "../twirp/codec.js";
import { authorize } from "./authorize.js";
import { delay } from "./delay.js";
import { failRegion } from "./failRegion.js";
import { failSip } from "./failSip.js";
import { pinRegion } from "./pinRegion.js";
import { runStages, type Progress } from "./run.js";
import type { Call, Stage } from "./stage.js";

/** The stages of every API call, in their order. */
export const middleware: readonly Stage[] = [authorize, pinRegion, delay, failSip, failRegion];

/**
 * The stages without the permission check: those of a call to a method that the schema does not
 * know, for which nobody needs a grant.
 */
export const openMiddleware = middleware.filter((stage) => stage !== authorize);

/** A twirp-ts context with the call that the stages look at. */
export interface CallContext extends FindingContext {
  readonly call: Omit<Call, "request">;
  readonly progress: Progress;
}

/** A stage's reply on its way out of a handler. */
export class Interrupted extends TwirpError {
  constructor(readonly reply: Reply) {
    super(TwirpErrorCode.Unknown, "interrupted by the mock");
    // twirp-ts sets the prototype to its own class.
    Object.setPrototypeOf(this, Interrupted.prototype);
  }
}

/** The stages as a twirp-ts interceptor: a reply is thrown as {@link Interrupted}. */
export const interceptor: Interceptor<CallContext, Message, Message> = (ctx, request, next) => {
  const reply = runStages(middleware, { ...ctx.call, request }, ctx.progress);
  if (reply !== undefined) throw new Interrupted(reply);
  return next(ctx, request);
};
