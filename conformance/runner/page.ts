/** The two files that show what was observed: `conformance.md` and `conformance.json`. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Group } from "./catalogue.js";
import { UsageError } from "./errors.js";
import type { Failing } from "./known.js";
import { renderPage } from "./markdown.js";
import { merge, readResults, renderResults, type SdkResults } from "./results.js";
import { sdks } from "./sdks.js";

const markdown = "conformance.md";
const json = "conformance.json";

/** What is known of an SDK, by the name of its column. */
export type FailingOf = (name: string) => readonly Failing[];

/** The files by their names, from what a folder has and what was observed since. */
function render(
  folder: string,
  fresh: readonly SdkResults[],
  groups: readonly Group[],
  failingOf: FailingOf,
): Map<string, string> {
  const scenarios = groups.flatMap((group) => group.scenarios);
  const order = sdks.map(({ name }) => name);
  const results = merge(readResults(join(folder, json)), fresh, scenarios, order);
  const contributing = relative(folder, "CONTRIBUTING.md");
  const failing = new Map(results.map(({ name }) => [name, failingOf(name)]));
  return new Map([
    [markdown, renderPage({ groups, results, failing, contributing })],
    [json, renderResults(results)],
  ]);
}

/** Brings the files of a folder up to date. Throws {@link UsageError}. */
export function writePage(
  folder: string,
  fresh: readonly SdkResults[],
  groups: readonly Group[],
  failingOf: FailingOf,
): void {
  const files = render(folder, fresh, groups, failingOf);
  try {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of files) writeFileSync(join(folder, name), text);
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
