import { hangUp, json, type Answer } from "../reply.js";
import { codeOfStatus } from "../twirp/codes.js";
import { twirpError } from "../twirp/errors.js";
import type { Control } from "../control/index.js";
import type { Stage, Verdict } from "./stage.js";

/** How long the `delay` mode waits where no header says, in milliseconds. */
const defaultFailDelayMs = 30_000;

/** Fails the call where this listener's region is one that fails. */
export const failRegion: Stage = ({ control, region }) => {
  if (control.failRegions?.includes(region.index) !== true) return undefined;
  switch (control.failMode?.toLowerCase()) {
    case "drop":
      return { reply: hangUp, note: "dropped: failRegions" };
    case "delay":
      return { ...failWithStatus(control), waitMs: control.failDelayMs ?? defaultFailDelayMs };
    default:
      return failWithStatus(control);
  }
};

function failWithStatus(control: Control): Verdict {
  const status = control.failStatus ?? 503;
  return { reply: statusError(status, control.failTwirpCode), note: "failed: failRegions" };
}

function statusError(status: number, code: string = codeOfStatus(status)): Answer {
  if (status === 204 || status === 304) return json(status, "");
  return twirpError(status, code, `mock failure (status ${String(status)})`);
}
