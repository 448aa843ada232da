import type { FailOptions } from "../control/failureFields.js";
import { perObject } from "../util/perObject.js";
import { json, replacingHeaders, withHeaders, type Answer } from "../util/reply.js";
import { codeOfStatus } from "../twirp/codes.js";
import { twirpError } from "../twirp/errors.js";
import { retryHeaders, type Fail } from "./failure.js";

/** How long the `delay` mode waits where no header says, in milliseconds. */
const defaultFailDelayMs = 30_000;

/** A Twirp error. */
export const status: Fail = (context) => ({ reply: errorOf(context.options) });

/** A Twirp error after a long wait. */
export const delay: Fail = (context) => ({
  reply: errorOf(context.options),
  waitMs: context.failDelayMs ?? defaultFailDelayMs,
});

const errorOf = perObject(makeError);

function makeError(options: FailOptions): Answer {
  const { failStatus = 503, failContentType, failMeta } = options;
  const { failTwirpCode = codeOfStatus(failStatus) } = options;
  const { failMessage = `mock failure (status ${String(failStatus)})` } = options;
  const hasBody = failStatus !== 204 && failStatus !== 304;
  const error = hasBody
    ? twirpError(failStatus, failTwirpCode, failMessage, failMeta)
    : json(failStatus, "");
  const type: Answer["headers"] =
    failContentType === undefined ? [] : [["Content-Type", failContentType]];
  return withHeaders(replacingHeaders(error, type), retryHeaders(options));
}
