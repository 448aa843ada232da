/** The files of a report: an index, a page per SDK, the scenarios, and the results for programs. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Group } from "./catalogue.js";
import { UsageError } from "./errors.js";
import { renderIndex } from "./indexPage.js";
import type { Failing } from "./known.js";
import { scenariosOf, subjectsOf, type Report } from "./report.js";
import { merge, readResults, renderResults, type SdkResults } from "./results.js";
import { renderScenarios } from "./scenariosPage.js";
import { renderSdk } from "./sdkPage.js";
import { sdks } from "./sdks.js";

const json = "conformance/results.json";

/** What is known of an SDK, by the name of its column. */
export type FailingOf = (name: string) => readonly Failing[];

/** The files by their paths, from what a folder has and what was observed since. */
function render(
  folder: string,
  fresh: readonly SdkResults[],
  groups: readonly Group[],
  failingOf: FailingOf,
): Map<string, string> {
  const scenarios = scenariosOf(groups);
  const order = sdks.map(({ name }) => name);
  const results = merge(readResults(join(folder, json)), fresh, scenarios, order);
  const contributing = relative(folder, "CONTRIBUTING.md");
  const failing = new Map(results.map(({ name }) => [name, failingOf(name)]));
  const report: Report = { groups, results, failing, contributing };
  return new Map([
    ["conformance.md", renderIndex(report)],
    ["conformance/scenarios.md", renderScenarios(report)],
    ...subjectsOf(report).map(
      (subject) => [`conformance/${subject.file}`, renderSdk(subject, scenarios)] as const,
    ),
    [json, renderResults(results)],
  ]);
}

/** Brings the files of a folder up to date. Throws {@link UsageError}. */
export function writePages(
  folder: string,
  fresh: readonly SdkResults[],
  groups: readonly Group[],
  failingOf: FailingOf,
): void {
  const files = render(folder, fresh, groups, failingOf);
  try {
    for (const [name, text] of files) {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  } catch (error) {
    throw new UsageError(`--out ${folder}: ${(error as Error).message}`);
  }
}

/** How the files of a folder differ from what they should be, in lines. Throws {@link UsageError}. */
export function outdated(
  folder: string,
  fresh: readonly SdkResults[],
  groups: readonly Group[],
  failingOf: FailingOf,
): string[] {
  return [...render(folder, fresh, groups, failingOf)].flatMap(([name, wanted]) => {
    const path = join(folder, name);
    const had = textOf(path);
    if (had === wanted) return [];
    const [old, now] = [had, wanted].map((text) => text.split("\n")) as [string[], string[]];
    const gone = old.filter((line) => !now.includes(line)).map((line) => `${path}: - ${line}`);
    const come = now.filter((line) => !old.includes(line)).map((line) => `${path}: + ${line}`);
    const lines = [...gone, ...come];
    return lines.length > 0 ? lines : [`${path}: its lines are in another order`];
  });
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`${path}: ${(error as Error).message}`);
  }
}
