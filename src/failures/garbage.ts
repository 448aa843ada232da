import { badBody } from "./badBody.js";
import type { FailMode } from "./failure.js";

/** Invalid UTF-8, so not JSON. In protobuf, a varint that never ends. */
const undecodable = new Uint8Array(16).fill(0xff);

/** Bytes that do not decode, with the usual content type. */
export const garbage = {
  name: "garbage",
  effect:
    "`failStatus` (200), the usual content type, and 16 bytes that are neither JSON nor protobuf.",
  options: ["failStatus", "retryAfter"],
  fail: (options, context) => badBody(options, context, undecodable),
} as const satisfies FailMode;
