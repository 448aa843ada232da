import type { Findings } from "../util/findings.js";
import { olderHeaders } from "./olderHeaders.js";

/** The header that holds the control. */
export const controlHeader = "X-Lk-Mock";
/** The token attribute that holds the same JSON object. */
export const controlAttribute = "lk.mock";
const headerNames = [controlHeader, ...olderHeaders.map(({ name }) => name)];
const knownHeaders = new Set(headerNames.map((name) => name.toLowerCase()));

const isControlHeader = /^x-lk-mock/i;

/**
 * The values of the control headers by lower-case name, or `undefined` if there are none. If a header
 * is repeated, the first one counts.
 *
 * @param rawHeaders alternating names and values, as Node gives them (values in Latin-1)
 */
export function collectHeaders(
  rawHeaders: readonly string[],
  findings: Findings,
): Map<string, string> | undefined {
  let values: Map<string, string> | undefined;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const header = rawHeaders[at] ?? "";
    if (!isControlHeader.test(header)) continue;
    const name = header.toLowerCase();
    values ??= new Map();
    if (values.has(name)) {
      findings.add("control", () => ({
        path: header,
        code: "givenTwice",
        expected: "once; the first one counts",
      }));
    } else if (knownHeaders.has(name)) {
      values.set(name, Buffer.from(rawHeaders[at + 1] ?? "", "latin1").toString("utf8"));
    } else {
      findings.add("control", () => ({
        path: header,
        code: "unknownHeader",
        nearest: findings.nearest(header, headerNames),
      }));
    }
  }
  return values;
}
