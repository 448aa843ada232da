import type { Control } from "../control/index.js";
import { retryHeaders } from "../failures/index.js";
import { runStages } from "../stages/call.js";
import { delay } from "../stages/delay.js";
import { failDiscovery } from "../stages/failRegion.js";
import type { HttpResponse, Outcome } from "../util/outcome.js";
import type { RequestRecord } from "./record.js";
import { listRegions } from "./regionList.js";
import type { ListenerContext } from "./listenerContext.js";

const stages = [delay, failDiscovery];

/** Answers `/settings/regions`, and fails to as the control's `discovery` says. */
export function serveRegions(request: RequestRecord): Outcome {
  const { listener, control } = request;
  const { discovery } = control;
  request.contentType = "application/json";
  const refusal = runStages(stages, request, discovery);
  if (refusal !== undefined) return refusal;
  if (!discovery.fails && discovery.status !== 200) request.injected = "discovery";
  const list = trueResponse(listener, control);
  return request.alter === undefined ? list : request.alter(list);
}

function trueResponse(listener: ListenerContext, control: Control): HttpResponse {
  const { discovery } = control;
  const { status, maxAge = 0 } = discovery;
  if (status !== 200) return { status, headers: retryHeaders(discovery), body: "" };
  return {
    status,
    headers: [
      ["Content-Type", "application/json"],
      ["Cache-Control", `max-age=${String(maxAge)}`],
      ["X-Lk-Mock-Region", String(listener.region.index)],
    ],
    body: listOf(listener, control),
  };
}

/** The list that each station gives if the control changes nothing about it. */
const lists = new WeakMap<ListenerContext, string>();

function listOf(listener: ListenerContext, control: Control): string {
  if (changesList(control)) return JSON.stringify(listRegions(listener, control));
  let list = lists.get(listener);
  if (list === undefined)
    lists.set(listener, (list = JSON.stringify(listRegions(listener, control))));
  return list;
}

function changesList({ pinnedRegions, discovery }: Control): boolean {
  const { regions, omitSelf, order, inject } = discovery;
  return (pinnedRegions ?? regions ?? omitSelf ?? order ?? inject) !== undefined;
}
