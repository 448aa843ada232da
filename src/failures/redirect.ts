import { retryHeaders, type FailContext, type FailMode } from "./failure.js";
import type { FailOptions } from "./fields.js";
import { redirectStatuses } from "./redirectStatuses.js";

const defaultStatus = 307;

/** A response that sends the client elsewhere. */
export const redirect = {
  name: "redirect",
  effect:
    "A redirect to `redirectTo` with the HTTP status `failStatus` (307): 301, 302, 303, 307 or 308.",
  options: ["failStatus", "redirectTo", "retryAfter"],
  fail: (options, context) => {
    const { failStatus = defaultStatus } = options;
    const status = redirectStatuses.includes(failStatus) ? failStatus : defaultStatus;
    const location = locationOf(options, context);
    const headers = [["Location", location], ...retryHeaders(options)] as const;
    return { outcome: { status, headers, body: "" } };
  },
} as const satisfies FailMode;

function locationOf({ redirectTo }: FailOptions, { region, regions, target }: FailContext): string {
  if (typeof redirectTo === "string") return redirectTo;
  const next = regions[(region.index + 1) % regions.length]!;
  const { url } = regions[redirectTo ?? next.index] ?? next;
  return url + target;
}
