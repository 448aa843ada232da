import { cut } from "./cut.js";
import { readingMs, type FailMode } from "./failure.js";

/** A part of the true answer, then RST. */
export const resetBody = {
  name: "resetBody",
  effect: "The same, then RST, 50 ms after the last byte has left.",
  options: ["failAfterBytes"],
  fail: ({ failAfterBytes }, { findings }) =>
    cut(failAfterBytes, { how: "RST", afterMs: readingMs }, findings),
} as const satisfies FailMode;
