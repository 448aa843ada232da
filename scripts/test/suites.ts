/** Which files each command runs, and which of them share a process. */
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folders of each suite. */
export const suites: Readonly<Record<string, readonly string[]>> = {
  mock: ["test/alone", "test/failures", "test"],
  quick: ["test/failures", "test"],
  generation: ["test/generation"],
  package: ["test/package"],
  conformance: ["conformance/test/runs", "conformance/test"],
  browser: ["test/browser"],
  runtimes: ["test/runtimes"],
  soak: ["test/soak"],
};

/** Folders whose files run together: to start a process takes longer than most of them do. */
const together = new Set(["test/failures", "test/generation", "conformance/test", "test"]);

/**
 * The test files of a suite; with words those whose path contains one of them, or, if the suite
 * has none for a word, those of the other suites.
 */
export function filesOf(suite: string, words: readonly string[]): string[] {
  const own = (suites[suite] ?? []).flatMap(filesIn);
  if (words.length === 0) return own;
  const all = [...new Set(Object.values(suites).flat())].flatMap(filesIn);
  const matching = words.flatMap((word) => {
    const files = own.filter((file) => file.includes(word));
    return files.length > 0 ? files : all.filter((file) => file.includes(word));
  });
  return all.filter((file) => matching.includes(file));
}

/**
 * The files of each process, for so many processes at a time. Those that have one to themselves
 * take longer, and come first.
 */
export function processesFor(files: readonly string[], parallel: number): string[][] {
  const alone = files.filter((file) => !together.has(dirname(file)));
  const shared = files.filter((file) => together.has(dirname(file)));
  const count = Math.min(parallel, shared.length);
  const groups = Array.from({ length: count }, (_, group) =>
    shared.filter((_file, at) => at % count === group),
  );
  return [...alone.map((file) => [file]), ...groups];
}

function filesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => join(folder, name));
}
