import { badBody } from "./badBody.js";
import type { FailMode } from "./failure.js";

/** An empty body with the usual content type. */
export const empty = {
  name: "empty",
  effect: "`failStatus` (200), the usual content type, and `Content-Length: 0`.",
  options: ["failStatus", "retryAfter"],
  fail: (options, context) => badBody(options, context, ""),
} as const satisfies FailMode;
