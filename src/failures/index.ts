/**
 * What can go wrong with an answer on its way to a client:
 *
 *     head          body                          connection
 *     ----          ----                          ----------
 *     (nothing)     (nothing)                     drop, reset, stall, refuseUpload
 *     true          cut off                       truncate, resetBody, stallBody
 *     true          whole, in pieces              trickle
 *     true          whole                         closeIdle
 *     contentType   whole
 *     true          more                          unknownFields
 *     status, html, garbage, empty, redirect: an answer of their own
 */
import type { FailMode } from "../control/failModes.js";
import { empty, garbage } from "./badBody.js";
import { closeIdle } from "./closeIdle.js";
import { contentType } from "./contentType.js";
import { resetBody, stallBody, truncate } from "./cut.js";
import type { Fail } from "./failure.js";
import { drop, reset, stall } from "./hangUp.js";
import { html } from "./html.js";
import { redirect } from "./redirect.js";
import { delay, status } from "./status.js";
import { trickle } from "./trickle.js";
import { unknownFields } from "./unknownFields.js";

export { readingMs, retryHeaders } from "./failure.js";

export const failures: Readonly<Record<FailMode, Fail>> = {
  status,
  drop,
  delay,
  reset,
  stall,
  stallBody,
  truncate,
  resetBody,
  garbage,
  empty,
  trickle,
  html,
  redirect,
  contentType,
  unknownFields,
  refuseUpload: stall,
  closeIdle,
};
