/** What was observed, as `docs/conformance.json` keeps it. */
import { existsSync, readFileSync } from "node:fs";
import type { Verdict } from "./judge.js";
import type { Column } from "./run.js";

/** The results of one SDK. */
export interface SdkResults {
  /** What `--sdk` calls it, or what a driver calls its SDK. */
  readonly name: string;
  readonly sdk: string;
  readonly version: string;
  /** Verdicts by the names of scenarios. */
  readonly verdicts: Readonly<Record<string, Verdict>>;
}

export function resultsOf({ subject, hello, verdicts }: Column): SdkResults {
  const named = [...verdicts].map(([{ name }, verdict]) => [name, verdict] as const);
  return { name: subject.name, ...hello, verdicts: Object.fromEntries(named) };
}

/** The results that a file has; none where there is no file. */
export function readResults(path: string): SdkResults[] {
  if (!existsSync(path)) return [];
  return (JSON.parse(readFileSync(path, "utf8")) as { sdks: SdkResults[] }).sdks;
}

/** Old results with new ones in their place: scenario by scenario for the same version of an SDK. */
export function merge(
  old: readonly SdkResults[],
  fresh: readonly SdkResults[],
  scenarios: readonly string[],
  order: readonly string[],
): SdkResults[] {
  const names = [...new Set([...order, ...old.map(nameOf), ...fresh.map(nameOf)])];
  return names.flatMap((name) => {
    const before = old.find((one) => one.name === name);
    const now = fresh.find((one) => one.name === name) ?? before;
    if (now === undefined) return [];
    const isSame = before?.sdk === now.sdk && before.version === now.version;
    const all = { ...(isSame ? before.verdicts : {}), ...now.verdicts };
    const kept = scenarios.flatMap((scenario) => {
      const verdict = all[scenario];
      return verdict === undefined ? [] : [[scenario, verdict] as const];
    });
    return [{ ...now, verdicts: Object.fromEntries(kept) }];
  });
}

function nameOf({ name }: SdkResults): string {
  return name;
}

/** JSON with a line a verdict. */
export function renderResults(sdks: readonly SdkResults[]): string {
  const columns = sdks.map(({ verdicts, ...rest }) => {
    const head = JSON.stringify(rest).slice(1, -1);
    const lines = Object.entries(verdicts).map(
      ([name, verdict]) => `${JSON.stringify(name)}: ${JSON.stringify(verdict)}`,
    );
    return `{ ${head}, "verdicts": {\n${lines.join(",\n")}\n} }`;
  });
  return `{ "sdks": [\n${columns.join(",\n")}\n] }\n`;
}
