import type { Stage } from "./call.js";
import { delay } from "./delay.js";
import { failRegion } from "./failRegion.js";

/** The stages for an upload that is refused before its body is read. */
export const uploadStages: readonly Stage[] = [delay, failRegion];
