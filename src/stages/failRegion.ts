import type { Control } from "../control/index.js";
import { failures } from "../failures/index.js";
import type { FailOptions } from "../control/failureFields.js";
import type { Stage } from "./call.js";

/** What says whether and how something fails. */
export type Failing = FailOptions & Pick<Control, "fails" | "failDelayMs">;

/** Fails the call if this listener's region is one that fails. */
export const failRegion = failStage("");

/** Fails the list of regions in the same way. */
export const failDiscovery = failStage("discovery ");

function failStage(what: string): Stage<Failing> {
  return (call, control) => {
    if (!control.fails) return undefined;
    const { failMode = "status", failDelayMs } = control;
    const failure = failures[failMode]({ ...call, options: control, failDelayMs });
    return { ...failure, injected: failMode, note: `failed: ${what}${failMode}` };
  };
}
