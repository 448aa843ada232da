import type { Findings } from "../util/findings.js";
import type { Ending } from "../util/outcome.js";
import type { Failure } from "./failure.js";

/**
 * Sends the start of the true response, by default half of the body:
 *
 *     HTTP/1.1 200 OK ... Content-Length: 51 | {"sid":"MOCK_SID","nam   then the connection ends
 */
export function cut(
  failAfterBytes: number | undefined,
  ending: Ending,
  findings: Findings,
): Failure {
  return {
    alter: (response) => {
      const length = Buffer.byteLength(response.body);
      const cutAfter = clampBytes(failAfterBytes ?? Math.floor(length / 2), length, findings);
      return { ...response, delivery: { cutAfter, ending } };
    },
  };
}

/** How many bytes of the body to send: at most all but one. */
function clampBytes(failAfterBytes: number, length: number, findings: Findings): number {
  const most = Math.max(0, length - 1);
  if (failAfterBytes <= most) return failAfterBytes;
  findings.add("control", () => ({
    path: "failAfterBytes",
    code: "outOfRange",
    value: String(failAfterBytes),
    expected: `0 to ${String(most)}, for a body of ${String(length)} bytes`,
  }));
  return most;
}
