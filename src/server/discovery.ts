import type { Control } from "../control/index.js";
import { retryHeaders } from "../failures/index.js";
import { runStages } from "../stages/call.js";
import { delay } from "../stages/delay.js";
import { failDiscovery } from "../stages/failRegion.js";
import type { Answer, Reply } from "../util/reply.js";
import type { RequestRecord } from "./record.js";
import { listRegions } from "./regionList.js";
import type { Station } from "./station.js";

const stages = [delay, failDiscovery];

/** Answers `/settings/regions`, and fails to as the control's `discovery` says. */
export function answerRegions(request: RequestRecord): Reply {
  const { station, control } = request;
  const { discovery } = control;
  request.contentType = "application/json";
  const refusal = runStages(stages, request, discovery);
  if (refusal !== undefined) return refusal;
  if (!discovery.fails && discovery.status !== 200) request.injected = "discovery";
  const list = trueAnswer(station, control);
  return request.alter === undefined ? list : request.alter(list);
}

function trueAnswer(station: Station, control: Control): Answer {
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
