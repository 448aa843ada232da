import { replacingHeaders } from "../util/outcome.js";
import type { FailMode } from "./failure.js";

/** The true response with another content type. */
export const contentType = {
  name: "contentType",
  effect: "The true response, with `failContentType` as its content type.",
  options: ["failContentType"],
  fail: (options, context) => {
    const { failContentType = `${context.contentType}; charset=utf-8` } = options;
    return { alter: (response) => replacingHeaders(response, [["Content-Type", failContentType]]) };
  },
} as const satisfies FailMode;
