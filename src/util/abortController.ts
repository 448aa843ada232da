import * as util from "node:util";

/** Bun lacks this function. */
const { transferableAbortController } = util as Partial<
  Pick<typeof util, "transferableAbortController">
>;

/** Creates an `AbortController`. A test may have replaced the global one. */
export function createAbortController(): ReturnType<typeof util.transferableAbortController> {
  // eslint-disable-next-line no-restricted-globals -- Bun has no other one
  return transferableAbortController?.() ?? new AbortController();
}
