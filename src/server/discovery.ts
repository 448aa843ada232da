import type { Control } from "../control/index.js";
import { failures, retryHeaders } from "../failures/index.js";
import type { Findings } from "../util/findings.js";
import type { Answer, Outcome } from "../util/reply.js";
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

/** The list that each station gives if the control changes nothing about it. */
const lists = new WeakMap<Station, string>();

function listOf(station: Station, control: Control): string {
  if (changesList(control)) return JSON.stringify(listRegions(station, control));
  let list = lists.get(station);
  if (list === undefined)
    lists.set(station, (list = JSON.stringify(listRegions(station, control))));
  return list;
}

function changesList({ pinnedRegions, discovery }: Control): boolean {
  const { regions, omitSelf, order, inject } = discovery;
  return (pinnedRegions ?? regions ?? omitSelf ?? order ?? inject) !== undefined;
}
