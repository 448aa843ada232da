import { create } from "@bufbuild/protobuf";
import { methods } from "../../gen/methods.js";
import type { Method } from "../../gen/types.js";
import { examineControl, settle, touches, type WholeControl } from "../control/index.js";
import { Findings, show, type Finding } from "../util/findings.js";
import { openStages, runStages, type Call } from "./index.js";
import { nearest } from "../util/nearest.js";
import { setImmediate } from "../util/realTime.js";
import type { Region } from "../util/region.js";

/** What one region would do with a call. */
export interface RegionPrediction {
  readonly index: number;
  readonly name: string;
  /** How long it would wait before it does anything, in milliseconds. */
  readonly delayMs: number;
  /** `ok`, or what is injected: a failure mode, `sipStatus`, `pinnedRegions`; or `strict`. */
  readonly outcome: string;
  /** The HTTP status, or `null` if no answer begins. */
  readonly status: number | null;
}

export interface Prediction {
  readonly regions: readonly RegionPrediction[];
  readonly findings: readonly Finding[];
}

/**
 * Says what each region would do with a call that carries a control, and what is wrong with that.
 * There may be many regions: the event loop runs between them.
 */
export async function predictOutcomes(
  control: Readonly<Record<string, unknown>>,
  method: Method | undefined,
  regions: readonly Region[],
  nowMs: number,
): Promise<Prediction> {
  const { control: whole, findings } = examineControl(control, "control", regions);
  const refused = whole.strict === true && findings.list.length > 0;
  const explained: RegionPrediction[] = [];
  for (const region of regions) {
    const { index, name } = region;
    explained.push(
      refused
        ? { index, name, delayMs: 0, outcome: "strict", status: 400 }
        : predictRegion(whole, method, region, regions, nowMs),
    );
    await new Promise<void>((resolve) => void setImmediate(resolve));
  }
  return { regions: explained, findings: findings.list };
}

function predictRegion(
  whole: WholeControl,
  method: Method | undefined,
  region: Region,
  regions: readonly Region[],
  nowMs: number,
): RegionPrediction {
  const control = settle(whole, {
    regionIndex: region.index,
    nowMs,
    touches: (patterns) => method === undefined || touches(patterns, method.path),
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
    alter: undefined,
  };
  const outcome = runStages(openStages, call, control) ?? { status: 200 };
  return {
    index: region.index,
    name: region.name,
    delayMs: call.waitMs,
    outcome: call.injected ?? "ok",
    status: "status" in outcome ? outcome.status : null,
  };
}

/** The method of a name, `CreateRoom` or `livekit.RoomService/CreateRoom`; a text says that there is none. */
export async function loadMethod(name: string): Promise<Method | string> {
  const all = [...methods.values()];
  const found = methods.get(name) ?? all.find((method) => method.name === name);
  if (found !== undefined) return found.load();
  const known = all.flatMap((method) => [method.name, method.path]);
  return `unknown method ${show(name)}; the nearest is ${nearest(name, known) ?? ""}`;
}
