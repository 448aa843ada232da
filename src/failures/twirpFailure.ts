import { codeOfStatus } from "../twirp/codes.js";
import { twirpError } from "../twirp/errors.js";
import { perObject } from "../util/perObject.js";
import { jsonResponse, replacingHeaders, withHeaders, type HttpResponse } from "../util/outcome.js";
import { retryHeaders } from "./failure.js";
import type { FailOptions } from "./fields.js";

/** The options that {@link twirpFailure} uses. */
export const twirpFailureOptions = [
  "failStatus",
  "failTwirpCode",
  "failMessage",
  "failMeta",
  "failContentType",
  "retryAfter",
] as const;

/** The Twirp error that these options describe. */
export const twirpFailure = perObject((options: FailOptions): HttpResponse => {
  const { failStatus = 503, failContentType, failMeta } = options;
  const { failTwirpCode = codeOfStatus(failStatus) } = options;
  const { failMessage = `mock failure (status ${String(failStatus)})` } = options;
  const hasBody = failStatus !== 204 && failStatus !== 304;
  const error = hasBody
    ? twirpError(failStatus, failTwirpCode, failMessage, failMeta)
    : jsonResponse(failStatus, "");
  const type: HttpResponse["headers"] =
    failContentType === undefined ? [] : [["Content-Type", failContentType]];
  return withHeaders(replacingHeaders(error, type), retryHeaders(options));
});
