import { retryHeaders, type FailContext, type Failure } from "./failure.js";
import type { FailOptions } from "./fields.js";

/** An invalid body with the usual content type. */
export function badBody(
  options: FailOptions,
  { contentType }: FailContext,
  body: string | Uint8Array,
): Failure {
  const headers = [["Content-Type", contentType], ...retryHeaders(options)] as const;
  return { outcome: { status: options.failStatus ?? 200, headers, body } };
}
