/** What a figure should reach. */
export interface Goal {
  readonly text: string;
  readonly isMet: (figure: Measured) => boolean;
}

/** A measurement of the mock, and of its floor in the same run if it has one. */
export interface Measured {
  readonly mock: number;
  readonly floor?: number;
}

/** One line of the table. */
export interface Figure extends Measured {
  readonly what: string;
  /** The unit of both numbers: `requests/s`, `ms`, `KB`. */
  readonly unit: string;
  /** Absent if the figure is for information only. */
  readonly goal?: Goal;
  /** Whether it misses its goal for a reason in docs/performance.md, which does not fail `--check`. */
  readonly isKnownToMiss?: boolean;
}

/** Whether a figure reaches its goal; empty if it has none. */
export function verdictOf(figure: Figure): "" | "ok" | "missed" | "MISSED" {
  if (figure.goal === undefined) return "";
  if (figure.goal.isMet(figure)) return "ok";
  return figure.isKnownToMiss === true ? "missed" : "MISSED";
}

/** The mock's number divided by its floor's; `undefined` if there is no floor. */
export function ratioOf({ mock, floor }: Measured): number | undefined {
  return floor === undefined ? undefined : mock / floor;
}

/** At least `ratio` times the floor. */
export function atLeast(ratio: number): Goal {
  return {
    text: `at least ${String(ratio)} times`,
    isMet: (figure) => (ratioOf(figure) ?? 0) >= ratio,
  };
}

/** At most `ratio` times the floor, or at most `most`, whichever is more. */
export function atMostTimes(ratio: number, most = 0, unit = ""): Goal {
  return {
    text: `at most ${String(ratio)} times${most > 0 ? `, or ${String(most)} ${unit}` : ""}`,
    isMet: (figure) => (ratioOf(figure) ?? Infinity) <= ratio || figure.mock <= most,
  };
}

/** At most `most`. */
export function atMost(most: number, unit: string): Goal {
  return { text: `at most ${String(most)} ${unit}`, isMet: ({ mock }) => mock <= most };
}

/** The median; of an even number of values, the upper one. */
export function medianOf(values: readonly number[]): number {
  return percentileOf(values, 0.5);
}

/** The value below which `part` of the values are; `values` must not be empty. */
export function percentileOf(values: readonly number[], part: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!;
}

/** Measures the subjects in turns, and resolves with the median of each. */
export async function alternate<Name extends string>(
  rounds: number,
  subjects: Readonly<Record<Name, () => Promise<number>>>,
): Promise<Record<Name, number>> {
  const names = Object.keys(subjects) as Name[];
  const values = new Map(names.map((name) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    for (const name of names) values.get(name)!.push(await subjects[name]());
  }
  const medians = names.map((name) => [name, medianOf(values.get(name)!)]);
  return Object.fromEntries(medians) as Record<Name, number>;
}
