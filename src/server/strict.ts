import type { Findings, Part } from "../util/findings.js";
import type { HttpResponse } from "../util/outcome.js";
import { twirpCodes, type TwirpCode } from "../twirp/codes.js";
import { twirpError } from "../twirp/errors.js";

/** The Twirp code for findings in each part of a request, the most important part first. */
const codes: readonly (readonly [Part, TwirpCode])[] = [
  ["route", "bad_route"],
  ["control", "invalid_argument"],
  ["token", "invalid_argument"],
  ["body", "malformed"],
];

/** Maximum number of findings in an error. */
const maxListed = 8;

/** The error for a request's findings in strict mode; `undefined` if there are none. */
export function strictError(findings: Findings): HttpResponse | undefined {
  const parts = codes.map(([part, code]) => ({
    code,
    list: findings.list.filter((finding) => finding.part === part),
  }));
  const code = parts.find(({ list }) => list.length > 0)?.code;
  if (code === undefined) return undefined;
  const all = parts.flatMap(({ list }) => list);
  const listed = findings.begin(all, maxListed);
  return twirpError(twirpCodes[code].status, code, `mock: strict: ${listed.join("; ")}`);
}
