import type { Findings, Part } from "./findings.js";

/**
 * How much of a request is decoded: a small body that decodes into very much would hold the process
 * for all others.
 */

/** Most messages and list entries (in JSON: objects and list entries). */
export const maxEntries = 10_000;
/** Most fields, at all levels together. */
export const maxFields = 100_000;
/** Most levels. */
export const maxLevels = 100;

/** What goes over a limit, in words. */
export const excesses = {
  entries: `decoded in part: over ${String(maxEntries)} messages and list entries`,
  fields: `decoded in part: over ${String(maxFields)} fields`,
  levels: `decoded in part: over ${String(maxLevels)} levels deep`,
} as const;

export type Excess = keyof typeof excesses;

/** Reports that something in a request goes over a limit. */
export function reportExcess(excess: Excess, part: Part, path: string, findings: Findings): void {
  findings.add(part, () => ({ path, problem: excesses[excess] }));
}
