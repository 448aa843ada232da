import { create } from "@bufbuild/protobuf";
import { methods } from "../../gen/methods.js";
import type { Method } from "../../gen/types.js";
import { anyMethod, examineControl, settle, type RequestControl } from "../control/index.js";
import { Findings, show, type Finding } from "../util/findings.js";
import { stagesWithoutAuth, runStages, type Call } from "./index.js";
import { didYouMean, nearest } from "../util/nearest.js";
import { setImmediate } from "../util/realTime.js";
import type { Region } from "../util/region.js";

/** What a region would do with a call. */
export interface RegionPrediction {
  readonly index: number;
  readonly name: string;
  /** How long it would wait first, in milliseconds. */
  readonly delayMs: number;
  /** `ok`, what the control injects (a failure mode, `sipStatus`, `pinnedRegions`), or `strict`. */
  readonly outcome: string;
  /** The HTTP status; `null` if there is no response. */
  readonly status: number | null;
}

export interface Prediction {
  readonly regions: readonly RegionPrediction[];
  readonly findings: readonly Finding[];
}

/**
 * Predicts what each region would do with a call that carries a control, and checks the control.
 * There can be many regions, so the event loop runs between two of them.
 */
export async function predictOutcomes(
  control: Readonly<Record<string, unknown>>,
  method: Method | undefined,
  regions: readonly Region[],
  nowMs: number,
): Promise<Prediction> {
  const { control: fullControl, findings } = examineControl(control, "control", regions);
  const refused = fullControl.strict === true && findings.list.length > 0;
  const predictions: RegionPrediction[] = [];
  for (const region of regions) {
    const { index, name } = region;
    predictions.push(
      refused
        ? { index, name, delayMs: 0, outcome: "strict", status: 400 }
        : predictRegion(fullControl, method, region, regions, nowMs),
    );
    await new Promise<void>((resolve) => void setImmediate(resolve));
  }
  return { regions: predictions, findings: findings.list };
}

function predictRegion(
  fullControl: RequestControl,
  method: Method | undefined,
  region: Region,
  regions: readonly Region[],
  nowMs: number,
): RegionPrediction {
  const control = settle(fullControl, {
    regionIndex: region.index,
    nowMs,
    calledMethod: method?.path ?? anyMethod,
  });
  const call: Call = {
    region,
    regions,
    findings: new Findings(),
    target: `/twirp/${method?.path ?? ""}`,
    contentType: "application/json",
    method,
    message: method && create(method.request),
    room: "",
    destinationRoom: "",
    bearer: "",
    token: { ok: true, claims: { exp: 0 } },
    waitMs: 0,
    notes: [],
    injected: undefined,
    refusal: undefined,
    alter: undefined,
  };
  const outcome = runStages(stagesWithoutAuth, call, control) ?? { status: 200 };
  return {
    index: region.index,
    name: region.name,
    delayMs: call.waitMs,
    outcome: call.injected ?? "ok",
    status: "status" in outcome ? outcome.status : null,
  };
}

/**
 * Loads a method by its name, `CreateRoom` or `livekit.RoomService/CreateRoom`. Returns an error
 * message if there is no such method.
 */
export async function loadMethod(name: string): Promise<Method | string> {
  const all = [...methods.values()];
  const row = methods.get(name) ?? all.find((method) => method.name === name);
  if (row !== undefined) return row.load();
  const known = all.flatMap((method) => [method.name, method.path]);
  return `unknown method ${show(name)}${didYouMean(nearest(name, known))}`;
}
