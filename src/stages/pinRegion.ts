import { textResponse } from "../util/outcome.js";
import type { Stage } from "./call.js";

/** Responds 451 if the project is pinned to other regions. */
export const pinRegion: Stage = ({ region }, control) => {
  const pinned = control.pinnedRegions ?? [];
  if (pinned.length === 0 || pinned.includes(region.name)) return undefined;
  const outcome = textResponse(451, "project not allowed in this region.");
  return { outcome, injected: "pinnedRegions", note: "refused: not in pinnedRegions" };
};
