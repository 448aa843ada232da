import type { Control } from "../control/index.js";
import { failModeOf, type FailOptions } from "../failures/index.js";
import type { Stage } from "./call.js";

/** What says whether and how something fails. */
type Failing = FailOptions & Pick<Control, "fails" | "failMode">;

/** Fails the call if this listener's region is one that fails. */
export const failRegion = failStage("");

/** Fails the list of regions in the same way. */
export const failDiscovery = failStage("discovery ");

function failStage(what: string): Stage<Failing> {
  return (call, control) => {
    if (!control.fails) return undefined;
    const { failMode = "status" } = control;
    const { outcome, alter, waitMs } = failModeOf(failMode).fail(control, call);
    return { outcome, alter, waitMs, injected: failMode, note: `failed: ${what}${failMode}` };
  };
}
