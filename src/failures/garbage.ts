import { badBody } from "./badBody.js";
import type { FailMode } from "./failure.js";

/** Not UTF-8, so not JSON; and in protobuf, a varint without an end. */
const undecodable = new Uint8Array(16).fill(0xff);

/** The usual content type, and bytes that do not decode. */
export const garbage = {
  name: "garbage",
  effect:
    "`failStatus` (200), the usual content type, and 16 bytes that are neither JSON nor protobuf.",
  options: ["failStatus", "retryAfter"],
  fail: (options, context) => badBody(options, context, undecodable),
} as const satisfies FailMode;
