/**
 * What can go wrong with a response on its way to a client:
 *
 *     head            body                  failure modes
 *     ----            ----                  -------------
 *     none            none                  drop, reset, stall, refuseUpload
 *     true            cut off               truncate, resetBody, stallBody
 *     true            complete, in pieces   trickle
 *     true            complete              closeIdle: the connection closes later
 *     content type    complete              contentType
 *     true            extended              unknownFields
 *     the mode's own  the mode's own        status, delay, html, garbage, empty, redirect
 */
import type { Field } from "../util/fieldTypes.js";
import { closeIdle } from "./closeIdle.js";
import { contentType } from "./contentType.js";
import { delay } from "./delay.js";
import { drop } from "./drop.js";
import { empty } from "./empty.js";
import type { FailMode } from "./failure.js";
import { failOptions } from "./fields.js";
import { garbage } from "./garbage.js";
import { html } from "./html.js";
import { redirect } from "./redirect.js";
import { refuseUpload } from "./refuseUpload.js";
import { reset } from "./reset.js";
import { resetBody } from "./resetBody.js";
import { stall } from "./stall.js";
import { stallBody } from "./stallBody.js";
import { status } from "./status.js";
import { trickle } from "./trickle.js";
import { truncate } from "./truncate.js";
import { unknownFields } from "./unknownFields.js";

export { readingMs, retryHeaders } from "./failure.js";
export type { FailOptions } from "./fields.js";

/** All failure modes, in the order of the docs. */
export const failModes = [
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
  refuseUpload,
  closeIdle,
] as const satisfies readonly FailMode[];

export type FailModeName = (typeof failModes)[number]["name"];

const modesByName = new Map<FailModeName, FailMode>(failModes.map((mode) => [mode.name, mode]));

export function failModeOf(name: FailModeName): FailMode {
  return modesByName.get(name)!;
}

/** How a region fails, as fields of the control and of `discovery`. */
export const failureFields = [
  {
    name: "failMode",
    type: {
      kind: "name",
      values: failModes.map(({ name }) => name),
      fallback: "status",
      anyCase: true,
    },
    default: "`status`",
    effect: "The failure mode. An unknown one acts as `status`.",
  },
  ...failOptions,
] as const satisfies readonly Field[];
