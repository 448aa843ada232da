import { failures } from "../failures/index.js";
import type { Stage } from "./stage.js";

/** Fails the call where this listener's region is one that fails. */
export const failRegion: Stage = (call) => {
  const { control } = call;
  if (!control.fails) return undefined;
  const { failMode = "status", failDelayMs } = control;
  const failure = failures[failMode]({ ...call, options: control, failDelayMs });
  return { ...failure, injected: failMode, note: `failed: ${failMode}` };
};
