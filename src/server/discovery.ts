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

/** Serves `/settings/regions`, or fails as the control's `discovery` says. */
export function serveRegions(request: RequestRecord): Outcome {
  const { listener, control } = request;
  const { discovery } = control;
  request.contentType = "application/json";
  const refusal = runStages(stages, request, discovery);
  if (refusal !== undefined) return refusal;
  if (!discovery.fails && discovery.status !== 200) request.injected = "discovery";
  const list = normalResponse(listener, control);
  return request.alter === undefined ? list : request.alter(list);
}

function normalResponse(listener: ListenerContext, control: Control): HttpResponse {
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
    body: regionListJson(listener, control),
  };
}

/** The list that each listener sends if the control does not change it. */
const unchangedLists = new WeakMap<ListenerContext, string>();

function regionListJson(listener: ListenerContext, control: Control): string {
  if (changesList(control)) return JSON.stringify(listRegions(listener, control));
  let list = unchangedLists.get(listener);
  if (list === undefined) {
    list = JSON.stringify(listRegions(listener, control));
    unchangedLists.set(listener, list);
  }
  return list;
}

function changesList({ pinnedRegions, discovery }: Control): boolean {
  const { regions, omitSelf, order, inject } = discovery;
  return (pinnedRegions ?? regions ?? omitSelf ?? order ?? inject) !== undefined;
}
