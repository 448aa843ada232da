import type { Control } from "../control/index.js";
import { failures, retryHeaders } from "../failures/index.js";
import type { Findings } from "../findings.js";
import type { Answer, Outcome } from "../reply.js";
import type { Head } from "./head.js";
import { listRegions } from "./regionList.js";
import type { Station } from "./station.js";

/** Answers `/settings/regions`, and fails to as the control's `discovery` says. */
export function answerRegions(station: Station, head: Head, findings: Findings): Outcome {
  const { region, regions } = station;
  const { discovery } = head.control;
  const { failMode = "status", fails, delayMs } = discovery;
  const notes = delayMs > 0 ? [`delayed ${String(delayMs)} ms`] : [];
  const list = trueAnswer(station, head);
  if (!fails) {
    const injected = list.status === 200 ? {} : { injected: "discovery" };
    return { reply: list, waitMs: delayMs, notes, ...injected };
  }
  const failure = failures[failMode]({
    options: discovery,
    region,
    regions,
    target: head.target,
    contentType: "application/json",
    findings,
  });
  notes.push(`failed: discovery ${failMode}`);
  const failed = { notes, injected: failMode };
  if ("alter" in failure) return { reply: failure.alter(list), waitMs: delayMs, ...failed };
  return { reply: failure.reply, waitMs: delayMs + (failure.waitMs ?? 0), ...failed };
}

function trueAnswer(station: Station, { control }: Head): Answer {
  const { discovery } = control;
  const { status, maxAge = 0 } = discovery;
  if (status !== 200) return { status, headers: retryHeaders(discovery), body: "" };
  return {
    status,
    headers: [
      ["Content-Type", "application/json"],
      ["Cache-Control", `max-age=${String(maxAge)}`],
      ["X-Lk-Mock-Region", String(station.region.index)],
    ],
    body: listOf(station, control),
  };
}

/** The lists that were made, by the regions that a client sees and by control. */
const lists = new WeakMap<Station["regions"], WeakMap<Control, string>>();

function listOf(station: Station, control: Control): string {
  let known = lists.get(station.regions);
  if (known === undefined) lists.set(station.regions, (known = new WeakMap()));
  let list = known.get(control);
  if (list === undefined)
    known.set(control, (list = JSON.stringify(listRegions(station, control))));
  return list;
}
