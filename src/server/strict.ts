import type { Findings, Part } from "../util/findings.js";
import type { HttpResponse } from "../util/outcome.js";
import { twirpCodes, type TwirpCode } from "../twirp/codes.js";
import { twirpError } from "../twirp/errors.js";

/** The Twirp code of a finding in each part of a request; the first of them counts. */
const codes: readonly (readonly [Part, TwirpCode])[] = [
  ["route", "bad_route"],
  ["control", "invalid_argument"],
  ["token", "invalid_argument"],
  ["body", "malformed"],
];

/** Most findings that an error lists. */
const maxListed = 8;

/** The error that findings are in strict mode, or `undefined` if there are none. */
export function strictError(findings: Findings): HttpResponse | undefined {
  const parts = codes.map(([part, code]) => ({
    code,
    found: findings.list.filter((finding) => finding.part === part),
  }));
  const code = parts.find(({ found }) => found.length > 0)?.code;
  if (code === undefined) return undefined;
  const all = parts.flatMap(({ found }) => found);
  const listed = findings.begin(all, maxListed);
  return twirpError(twirpCodes[code].status, code, `mock: strict: ${listed.join("; ")}`);
}
