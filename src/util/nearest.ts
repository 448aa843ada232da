import leven from "leven";

/** The most characters of a wrong name to compare, which bounds the time. */
const compared = 100;
/** The shortest name to look for inside another, in characters. */
const minPart = 3;
/** The most edits of a typo. A short name has fewer: one per three characters. */
const maxEdits = 3;

/**
 * The known name that `name` is a typo of, in any case; else the only one that contains it, or the
 * longest one that makes up half of it. `undefined` if none is near.
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const given = name.slice(0, compared).toLowerCase();
  return misspelt(given, known) ?? containing(given, known) ?? contained(given, known);
}

/** What follows a message about an unknown name: the nearest one as a question, if there is one. */
export function didYouMean(name: string | undefined): string {
  return name === undefined ? "" : `; did you mean ${name}?`;
}

function misspelt(given: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let fewest = maxEdits + 1;
  for (const candidate of known) {
    const longer = Math.max(given.length, candidate.length);
    const most = Math.min(maxEdits, Math.floor(longer / 3), fewest - 1);
    // Each character that one name has more than the other is an edit.
    if (Math.abs(given.length - candidate.length) > most) continue;
    const edits = editsBetween(given, candidate.toLowerCase(), most);
    if (edits > most) continue;
    best = candidate;
    fewest = edits;
  }
  return best;
}

/** How many edits make one string into another. Two letters that changed places count as one. */
function editsBetween(one: string, other: string, most: number): number {
  const edits = leven(one, other, { maxDistance: most + 2 });
  return edits === 2 && lettersOf(one) === lettersOf(other) ? 1 : edits;
}

function lettersOf(name: string): string {
  return Array.from(name).sort().join("");
}

function containing(given: string, known: readonly string[]): string | undefined {
  if (given.length < minPart) return undefined;
  const all = known.filter((candidate) => candidate.toLowerCase().includes(given));
  return all.length === 1 ? all[0] : undefined;
}

function contained(given: string, known: readonly string[]): string | undefined {
  const least = Math.max(minPart, given.length / 2);
  const all = known.filter(
    (candidate) => candidate.length >= least && given.includes(candidate.toLowerCase()),
  );
  return all.sort((one, other) => other.length - one.length)[0];
}
