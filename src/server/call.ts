import type { Findings } from "../findings.js";
import { delay } from "../middleware/delay.js";
import { failRegion } from "../middleware/failRegion.js";
import { runStages, type Progress } from "../middleware/run.js";
import type { Call } from "../middleware/stage.js";
import type { Outcome } from "../reply.js";
import type { Verified } from "../token/verify.js";
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
  const call = { ...callOf(station, head, findings), token: unread };
  const progress: Progress = { waitMs: 0, notes: [] };
  const reply = runStages([delay, failRegion], call, progress);
  return reply && { ...progress, reply };
}

/** What the stages look at, but for the method and the token's verdict. */
export function callOf(
  { region, regions }: Station,
  request: Head,
  findings: Findings,
): Omit<Call, "token"> {
  const { control, target, bearer } = request;
  return { region, regions, control, findings, target, bearer, contentType: typeOf(request) };
}

/** The verdict on a token that nobody has looked at. */
export const unread: Verified = { ok: false, check: "token", reason: "it was not looked at" };

/** Whether a request is in JSON. */
export function isJson({ contentType }: Head): boolean {
  return contentType.includes("json");
}

/** Content type of a success. */
export function typeOf(head: Head): string {
  return isJson(head) ? "application/json" : "application/protobuf";
}
