import { redirectStatuses } from "../control/failModes.js";
import { retryHeaders, type Fail, type FailContext } from "./failure.js";

const defaultStatus = 307;

/** An answer that sends the client elsewhere. */
export const redirect: Fail = (context) => {
  const { failStatus = defaultStatus } = context.options;
  const status = redirectStatuses.includes(failStatus) ? failStatus : defaultStatus;
  const headers = [["Location", locationOf(context)], ...retryHeaders(context.options)] as const;
  return { reply: { status, headers, body: "" } };
};

function locationOf({ options, region, regions, target }: FailContext): string {
  const { redirectTo } = options;
  if (typeof redirectTo === "string") return redirectTo;
  const next = regions[(region.index + 1) % regions.length]!;
  const { url } = regions[redirectTo ?? next.index] ?? next;
  return url + target;
}
