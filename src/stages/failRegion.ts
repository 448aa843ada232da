import type { Control } from "../control/index.js";
import { failModeOf, type FailOptions } from "../failures/index.js";
import type { Stage } from "./call.js";

/** The fields that decide whether and how a request fails. */
type Failing = FailOptions & Pick<Control, "fails" | "failMode">;

/** Fails the call if it is to fail in this region. */
export const failRegion = failStage("");

/** Fails the discovery in the same way. */
export const failDiscovery = failStage("discovery ");

function failStage(notePrefix: string): Stage<Failing> {
  return (call, control) => {
    if (!control.fails) return undefined;
    const { failMode = "status" } = control;
    const { outcome, alter, waitMs } = failModeOf(failMode).fail(control, call);
    return { outcome, alter, waitMs, injected: failMode, note: `failed: ${notePrefix}${failMode}` };
  };
}
