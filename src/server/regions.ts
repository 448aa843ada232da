import { failures, retryHeaders } from "../failures/index.js";
import type { Findings } from "../findings.js";
import { json, type Answer, type Outcome } from "../reply.js";
import { listRegions } from "./regionList.js";
import type { Request } from "./request.js";
import type { Station } from "./station.js";

/** Answers `/settings/regions`, and fails to as the control's `discovery` says. */
export function answerRegions(station: Station, request: Request, findings: Findings): Outcome {
  const { region, regions } = station;
  const { discovery } = request.control;
  const { failMode = "status", fails, delayMs } = discovery;
  const notes = delayMs > 0 ? [`delayed ${String(delayMs)} ms`] : [];
  const list = trueAnswer(station, request);
  if (!fails) {
    const injected = list.status === 200 ? {} : { injected: "discovery" };
    return { reply: list, waitMs: delayMs, notes, ...injected };
  }
  const failure = failures[failMode]({
    options: discovery,
    region,
    regions,
    target: request.target,
    contentType: "application/json",
    findings,
  });
  notes.push(`failed: discovery ${failMode}`);
  const failed = { notes, injected: failMode };
  if ("alter" in failure) return { reply: failure.alter(list), waitMs: delayMs, ...failed };
  return { reply: failure.reply, waitMs: delayMs + (failure.waitMs ?? 0), ...failed };
}

function trueAnswer(station: Station, { control }: Request): Answer {
  const { discovery } = control;
  const { status, maxAge = 0 } = discovery;
  if (status !== 200) return { status, headers: retryHeaders(discovery), body: "" };
  const { headers, body } = json(200, JSON.stringify(listRegions(station, control)));
  return {
    status,
    headers: [
      ...headers,
      ["Cache-Control", `max-age=${String(maxAge)}`],
      ["X-Lk-Mock-Region", String(station.region.index)],
    ],
    body,
  };
}
