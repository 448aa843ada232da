import { cut } from "./cut.js";
import type { FailMode } from "./failure.js";

/** The start of the true response, then FIN. */
export const truncate = {
  name: "truncate",
  effect:
    "Sends the head of the true response with its full `Content-Length`, and `failAfterBytes` bytes of the body, then closes the connection (FIN).",
  options: ["failAfterBytes"],
  fail: ({ failAfterBytes }, { findings }) =>
    cut(failAfterBytes, { how: "FIN", afterMs: 0 }, findings),
} as const satisfies FailMode;
