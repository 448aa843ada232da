import type { Method } from "../../gen/types.js";
import type { Findings } from "../util/findings.js";
import { delay } from "../stages/delay.js";
import { failRegion } from "../stages/failRegion.js";
import { outcomeOf, runStages, type Progress } from "../stages/run.js";
import type { Call } from "../stages/stage.js";
import type { Outcome } from "../util/reply.js";
import type { Verified } from "../token/verify.js";
import type { Exchange } from "./exchange.js";
import type { Head } from "./head.js";
import type { Route } from "./route.js";
import type { Station } from "./station.js";

/**
 * Refuses an upload from its head alone, where the control says so; the failure stage of a call
 * that is read would come too late.
 */
export function refuseUpload(
  station: Station,
  to: Route,
  head: Head,
  findings: Findings,
): Outcome | undefined {
  const { control, strict } = head;
  if (to.kind !== "method" && to.kind !== "unknownMethod") return undefined;
  if (control.failMode !== "refuseUpload" || (strict && findings.list.length > 0)) return undefined;
  const progress: Progress = { waitMs: 0, notes: [] };
  const reply = runStages([delay, failRegion], callOf(station, head, findings), progress);
  return reply && outcomeOf(reply, progress);
}

/** The verdict on a token that nobody has looked at. */
export const unread: Verified = { ok: false, check: "token", reason: "it was not looked at" };

/** What the stages look at; without token, method and message as far as those are not known. */
export function callOf(
  { region, regions }: Station,
  head: Head,
  findings: Findings,
  token: Verified = unread,
  method?: Method,
  exchange?: Exchange,
): Call {
  const { control, target, bearer } = head;
  const contentType = typeOf(head);
  return {
    region,
    regions,
    control,
    findings,
    target,
    contentType,
    method,
    request: exchange?.request,
    room: exchange?.room ?? "",
    destinationRoom: exchange?.destinationRoom ?? "",
    bearer,
    token,
  };
}

/** Content type of a success. */
export function typeOf({ encoding }: Head): string {
  return encoding === "protobuf" ? "application/protobuf" : "application/json";
}
