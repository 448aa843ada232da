import { authorize } from "./authorize.js";
import { delay } from "./delay.js";
import { failRegion } from "./failRegion.js";
import { failSip } from "./failSip.js";
import { pinRegion } from "./pinRegion.js";
import type { Stage } from "./stage.js";

/** The stages of every API call, in their order. */
export const middleware: readonly Stage[] = [authorize, pinRegion, delay, failSip, failRegion];

/**
 * The stages without the permission check: those of a call to a method that the schema does not
 * know, for which nobody needs a grant.
 */
export const openMiddleware = middleware.filter((stage) => stage !== authorize);
