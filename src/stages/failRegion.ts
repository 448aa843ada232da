import { failures } from "../failures/index.js";
import type { Stage } from "./stage.js";

/** Fails the call where this listener's region is one that fails. */
export const failRegion: Stage = (call) => {
  const { control } = call;
  if (!control.fails) return undefined;
  const { failMode = "status", failDelayMs } = control;
  const { region, regions, target, contentType, findings } = call;
  const options = control;
  const context = { options, region, regions, target, contentType, findings, failDelayMs };
  const failure = failures[failMode](context);
  const note = `failed: ${failMode}`;
  if ("alter" in failure) return { alter: failure.alter, injected: failMode, note };
  return { reply: failure.reply, waitMs: failure.waitMs, injected: failMode, note };
};
