import { cut } from "./cut.js";
import { readingMs, type FailMode } from "./failure.js";

/** The start of the true response, then RST. */
export const resetBody = {
  name: "resetBody",
  effect: "Like `truncate`, but resets the connection (RST) 50 ms after the last byte.",
  options: ["failAfterBytes"],
  fail: ({ failAfterBytes }, { findings }) =>
    cut(failAfterBytes, { how: "RST", afterMs: readingMs }, findings),
} as const satisfies FailMode;
