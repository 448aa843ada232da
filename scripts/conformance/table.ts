/** What a run shows on the terminal. */
import type { Failing, Standing } from "./known.js";
import { standingOf } from "./known.js";
import type { Verdict } from "./judge.js";
import type { Column } from "./run.js";
import type { Scenario } from "./scenario.js";

const words: Readonly<Record<Standing, string>> = {
  pass: "pass",
  known: "known",
  fails: "FAILS",
  stale: "PASSES",
  unsupported: "-",
  undriven: ".",
};

/** A column with what is known of its SDK. */
export interface Standings {
  readonly column: Column;
  readonly failing: readonly Failing[];
}

export function standingIn({ failing }: Standings, scenario: Scenario, verdict: Verdict): Standing {
  return standingOf(
    verdict,
    failing.some(({ scenarios }) => scenarios.includes(scenario.name)),
  );
}

/** A row a scenario, a column an SDK; below it what is not as it is known to be. */
export function renderTable(scenarios: readonly Scenario[], all: readonly Standings[]): string {
  const heads = all.map(({ column }) => column.name);
  const rows = scenarios.map((scenario) => [
    scenario.name,
    ...all.map((one) => words[standingIn(one, scenario, one.column.verdicts.get(scenario)!)]),
  ]);
  const lines = aligned([["scenario", ...heads], ...rows]);
  return [...lines, "", ...unexpected(scenarios, all), summaryOf(scenarios, all), ""].join("\n");
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

/** What is not as it is known to be, a line each. */
export function unexpected(scenarios: readonly Scenario[], all: readonly Standings[]): string[] {
  return all.flatMap((one) =>
    scenarios.flatMap((scenario) => {
      const verdict = one.column.verdicts.get(scenario)!;
      const standing = standingIn(one, scenario, verdict);
      const what = `${one.column.name}: ${scenario.name}`;
      if (standing === "stale") return [`${what} is known to fail, and does not`];
      if (standing !== "fails") return [];
      return [`${what}: ${verdict.misses.join("; ")} (${verdict.observed})`];
    }),
  );
}

function summaryOf(scenarios: readonly Scenario[], all: readonly Standings[]): string {
  const parts = all.map((one) => {
    const standings = scenarios.map((scenario) =>
      standingIn(one, scenario, one.column.verdicts.get(scenario)!),
    );
    const count = (standing: Standing): string =>
      String(standings.filter((other) => other === standing).length);
    const { name } = one.column;
    const odd = `${count("fails")} fail unexpectedly, ${count("stale")} pass unexpectedly`;
    return `${name}: ${count("pass")} pass, ${count("known")} are known to fail, ${odd}`;
  });
  return parts.join("\n");
}
