import { closestMatch } from "leven";

/** The most characters of a wrong name to compare, which bounds the time. */
const compared = 100;
/** The shortest name that is looked for inside of others, in characters. */
const minPart = 3;

/**
 * The known name that is closest to `name`, without regard to case: the shortest that contains it,
 * or else the one that is the fewest edits away.
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const wanted = name.slice(0, compared).toLowerCase();
  const lower = known.map((candidate) => candidate.toLowerCase());
  const containing = lower.filter((one) => wanted.length >= minPart && one.includes(wanted));
  const [shortest] = containing.sort((one, other) => one.length - other.length);
  const match = shortest ?? closestMatch(wanted, lower);
  return match === undefined ? undefined : known[lower.indexOf(match)];
}
