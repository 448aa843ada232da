import { replacingHeaders } from "../util/reply.js";
import type { Fail } from "./failure.js";

/** The true answer under another content type. */
export const contentType: Fail = (context) => {
  const { failContentType = `${context.contentType}; charset=utf-8` } = context.options;
  return { alter: (answer) => replacingHeaders(answer, [["Content-Type", failContentType]]) };
};
