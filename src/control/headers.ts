import type { Findings } from "../util/findings.js";
import { olderHeaders } from "./olderHeaders.js";

/** Name of the header that holds the control. */
export const controlHeader = "X-Lk-Mock";
/** Name of the token's attribute that holds the same JSON object. */
export const controlAttribute = "lk.mock";
const headerNames = [controlHeader, ...olderHeaders.map(({ name }) => name)];
const knownHeaders = new Set(headerNames.map((name) => name.toLowerCase()));

const isOurs = /^x-lk-mock/i;

/**
 * The values of the control headers by lower-case name, or `undefined` if there are none. The first
 * of each name counts.
 *
 * @param rawHeaders names and values in turn, as Node gives them (values in Latin-1)
 */
export function collectHeaders(
  rawHeaders: readonly string[],
  findings: Findings,
): Map<string, string> | undefined {
  let texts: Map<string, string> | undefined;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const header = rawHeaders[at] ?? "";
    if (!isOurs.test(header)) continue;
    const name = header.toLowerCase();
    texts ??= new Map();
    if (texts.has(name)) {
      findings.add("control", () => ({
        path: header,
        code: "givenTwice",
        expected: "once; the first one counts",
      }));
    } else if (knownHeaders.has(name)) {
      texts.set(name, Buffer.from(rawHeaders[at + 1] ?? "", "latin1").toString("utf8"));
    } else {
      findings.add("control", () => ({
        path: header,
        code: "unknownHeader",
        nearest: findings.nearest(header, headerNames),
      }));
    }
  }
  return texts;
}
