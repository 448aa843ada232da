import { cut } from "./cut.js";
import type { FailMode } from "./failure.js";

/** A part of the true answer, then FIN. */
export const truncate = {
  name: "truncate",
  effect:
    "The head of the true answer with its whole `Content-Length`, `failAfterBytes` bytes of its body, then FIN.",
  options: ["failAfterBytes"],
  fail: ({ failAfterBytes }, { findings }) =>
    cut(failAfterBytes, { how: "FIN", afterMs: 0 }, findings),
} as const satisfies FailMode;
