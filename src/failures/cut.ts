import type { Ending } from "../util/reply.js";
import { defaultStallMs, readingMs, type Fail, type FailContext } from "./failure.js";

/**
 * The true answer without its end:
 *
 *     HTTP/1.1 200 OK ... Content-Length: 51 | {"sid":"MOCK_SID","nam   then the ending
 */
function cut(ending: (context: FailContext) => Ending): Fail {
  return (context) => ({
    alter: (answer) => {
      const length = Buffer.byteLength(answer.body);
      const cutAfter = bytesOf(context, length);
      return { ...answer, delivery: { cutAfter, ending: ending(context) } };
    },
  });
}

/** How many bytes get through: at most all but one. */
function bytesOf({ options, findings }: FailContext, length: number): number {
  const { failAfterBytes = Math.floor(length / 2) } = options;
  const most = Math.max(0, length - 1);
  if (failAfterBytes <= most) return failAfterBytes;
  findings.add("control", () => ({
    path: "failAfterBytes",
    problem: "out of range",
    value: String(failAfterBytes),
    expected: `0 to ${String(most)}, for a body of ${String(length)} bytes`,
  }));
  return most;
}

/** A part of the true answer, then FIN. */
export const truncate = cut(() => ({ how: "FIN", afterMs: 0 }));

/** A part of the true answer, then RST. */
export const resetBody = cut(() => ({ how: "RST", afterMs: readingMs }));

/** A part of the true answer, then nothing for long, then FIN. */
export const stallBody = cut(({ options: { stallMs = defaultStallMs } }) => ({
  how: "FIN",
  afterMs: stallMs,
}));
