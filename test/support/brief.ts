import { problems, type ProblemCode } from "../../src/util/problems.js";

const codes = new Map<string, ProblemCode>(
  Object.entries(problems).map(([code, words]) => [words, code as ProblemCode]),
);
/** The longest first: some begin others. */
const longest = [...codes.keys()].sort((one, other) => other.length - one.length);
const form = new RegExp(`^(.*?): (${longest.join("|")})(?=$|: | of |; )(.*)$`, "s");

/**
 * What tests pin of a line with a finding: its path, code, value, a range of numbers that is expected,
 * and the nearest name. How it says that may change. Any other line comes back as it is.
 *
 *     failStatus: out of range: 99; expected 200 to 599   ->  failStatus outOfRange: 99 (200 to 599)
 *     body: unknown field: "nmae"; did you mean name?     ->  body unknownField: "nmae" -> name
 */
export function brief(line: string): string {
  const [, path, words, rest] = form.exec(line) ?? [];
  const code = codes.get(words ?? "");
  if (path === undefined || code === undefined || rest === undefined) return line;
  const nearest = /; did you mean (\S+)\?$/.exec(rest)?.[1];
  const [found = "", expected = ""] = rest.replace(/; did you mean \S+$/, "").split("; expected ");
  const range = /^-?\d+ to -?\d+$/.test(expected) ? ` (${expected})` : "";
  return `${path} ${code}${found}${range}${nearest === undefined ? "" : ` -> ${nearest}`}`;
}
