import { closestMatch } from "leven";

/** The most of a wrong name that is compared, in characters: it bounds the time. */
const compared = 100;

/** The known name that is the fewest edits away from `name`, without regard to case. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const lower = known.map((candidate) => candidate.toLowerCase());
  const match = closestMatch(name.slice(0, compared).toLowerCase(), lower);
  return match === undefined ? undefined : known[lower.indexOf(match)];
}
