import { badBody } from "./badBody.js";
import type { FailMode } from "./failure.js";

/** No UTF-8, so no JSON; and as protobuf a number that never ends. */
const undecodable = new Uint8Array(16).fill(0xff);

/** The right content type, and bytes that cannot decode. */
export const garbage = {
  name: "garbage",
  effect:
    "`failStatus` (200), the usual content type, and 16 bytes that are neither JSON nor protobuf.",
  options: ["failStatus", "retryAfter"],
  fail: (options, context) => badBody(options, context, undecodable),
} as const satisfies FailMode;
