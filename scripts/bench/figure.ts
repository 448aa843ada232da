/** What a figure has to reach to be good. */
export interface Goal {
  readonly text: string;
  readonly isMet: (figure: Measured) => boolean;
}

/** What was measured of the mock, and of its floor in the same run where it has one. */
export interface Measured {
  readonly mock: number;
  readonly floor?: number;
}

/** One line of the table. */
export interface Figure extends Measured {
  readonly what: string;
  /** Of both numbers: `requests/s`, `ms`, `KB`. */
  readonly unit: string;
  /** Absent where the figure is there to be seen, and nothing is asked of it. */
  readonly goal?: Goal;
  /** Whether it misses its goal for the reasons in docs/performance.md, and so fails no check. */
  readonly isKnownToMiss?: boolean;
}

/** What has become of a figure's goal; empty where it has none. */
export function verdictOf(figure: Figure): "" | "ok" | "missed" | "MISSED" {
  if (figure.goal === undefined) return "";
  if (figure.goal.isMet(figure)) return "ok";
  return figure.isKnownToMiss === true ? "missed" : "MISSED";
}

/** The mock's number by that of its floor, or `undefined` where it has none. */
export function ratioOf({ mock, floor }: Measured): number | undefined {
  return floor === undefined ? undefined : mock / floor;
}

/** At least so much of the floor. */
export function atLeast(ratio: number): Goal {
  return {
    text: `at least ${String(ratio)} times`,
    isMet: (figure) => (ratioOf(figure) ?? 0) >= ratio,
  };
}

/** At most so many times the floor, or at most so much, whichever is more. */
export function atMostTimes(ratio: number, most = 0, unit = ""): Goal {
  return {
    text: `at most ${String(ratio)} times${most > 0 ? `, or ${String(most)} ${unit}` : ""}`,
    isMet: (figure) => (ratioOf(figure) ?? Infinity) <= ratio || figure.mock <= most,
  };
}

/** At most so much. */
export function atMost(most: number, unit: string): Goal {
  return { text: `at most ${String(most)} ${unit}`, isMet: ({ mock }) => mock <= most };
}

/** The middle one of the values, of an even number the upper. */
export function medianOf(values: readonly number[]): number {
  return percentileOf(values, 0.5);
}

/** The value that this part of the values is below; `values` must not be empty. */
export function percentileOf(values: readonly number[], part: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!;
}

/** The median of each subject over rounds in which all take turns. */
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
