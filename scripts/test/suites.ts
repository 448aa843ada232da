/** Which files each suite runs, and which of them share a process. */
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

/** Folders whose files share processes: starting one takes longer than most of the files. */
const sharing = new Set(["test/failures", "test/generation", "conformance/test", "test"]);

/**
 * The test files of a suite. With words, only the files whose path contains one of them; if the
 * suite has no such file for a word, the other suites are searched.
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
 * Groups files by process, for `parallel` processes at a time. Files with a process to themselves
 * take longer, so they come first.
 */
export function processesFor(files: readonly string[], parallel: number): string[][] {
  const alone = files.filter((file) => !sharing.has(dirname(file)));
  const shared = files.filter((file) => sharing.has(dirname(file)));
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
