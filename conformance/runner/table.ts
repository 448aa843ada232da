/** What a run shows on the terminal. */
import type { Verdict } from "./judge.js";
import { standingOf, type Failing, type Standing } from "./known.js";
import type { Column } from "./run.js";
import type { Scenario } from "./scenario.js";

/** A verdict beside what is known of its SDK. */
interface Entry {
  readonly scenario: string;
  readonly verdict: Verdict;
  readonly standing: Standing;
}

/** All verdicts of a column, in the order of the scenarios. */
export interface Standings {
  readonly name: string;
  readonly entries: readonly Entry[];
}

export function standingsOf(
  { name, verdicts }: Column,
  scenarios: readonly Scenario[],
  failing: readonly Failing[],
): Standings {
  const listed = failing.flatMap((one) => one.scenarios);
  const entries = scenarios.map((scenario): Entry => {
    const verdict = verdicts.get(scenario)!;
    const standing = standingOf(verdict, listed.includes(scenario.name));
    return { scenario: scenario.name, verdict, standing };
  });
  return { name, entries };
}

const words: Readonly<Record<Standing, string>> = {
  pass: "pass",
  known: "known",
  fails: "FAILS",
  stale: "PASSES",
  unsupported: "-",
  undriven: ".",
};

/** A row per scenario, a column per SDK; below it what is not as it is known to be. */
export function renderTable(all: readonly Standings[]): string {
  const rows = all[0]!.entries.map(({ scenario }, at) => [
    scenario,
    ...all.map(({ entries }) => words[entries[at]!.standing]),
  ]);
  const lines = aligned([["scenario", ...all.map(({ name }) => name)], ...rows]);
  return [...lines, "", ...unexpected(all), ...all.map(summaryOf), ""].join("\n");
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)));
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at]!))
      .join("  ")
      .trimEnd(),
  );
}

/** What is not as it is known to be, one line each. */
export function unexpected(all: readonly Standings[]): string[] {
  return all.flatMap(({ name, entries }) =>
    entries.flatMap(({ scenario, verdict: { misses, observed }, standing }) => {
      if (standing === "stale") return [`${name}: ${scenario} is known to fail, and does not`];
      if (standing !== "fails") return [];
      return [`${name}: ${scenario}: ${misses.join("; ")} (${observed})`];
    }),
  );
}

function summaryOf({ name, entries }: Standings): string {
  const count = (standing: Standing): string =>
    String(entries.filter((entry) => entry.standing === standing).length);
  const odd = `${count("fails")} fail unexpectedly, ${count("stale")} pass unexpectedly`;
  return `${name}: ${count("pass")} pass, ${count("known")} are known to fail, ${odd}`;
}
