import { authorize } from "./authorize.js";
import type { Stage } from "./call.js";
import { delay } from "./delay.js";
import { failRegion } from "./failRegion.js";
import { failSip } from "./failSip.js";
import { pinRegion } from "./pinRegion.js";

export { runStages, type Call } from "./call.js";

/** The stages of every API call, in order. */
export const stages: readonly Stage[] = [authorize, pinRegion, delay, failSip, failRegion];

/** The same without the permission check: calling an unknown method needs no grant. */
export const stagesWithoutAuth: readonly Stage[] = stages.filter((stage) => stage !== authorize);
