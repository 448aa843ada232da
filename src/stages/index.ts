import { authorize } from "./authorize.js";
import type { Stage } from "./call.js";
import { delay } from "./delay.js";
import { failRegion } from "./failRegion.js";
import { failSip } from "./failSip.js";
import { pinRegion } from "./pinRegion.js";

export { runStages, type Call } from "./call.js";

/** The stages of every API call, in their order. */
export const stages: readonly Stage[] = [authorize, pinRegion, delay, failSip, failRegion];

/**
 * The stages without the permission check: those of a call to a method that the schema does not
 * know, for which nobody needs a grant.
 */
export const openStages: readonly Stage[] = stages.filter((stage) => stage !== authorize);
