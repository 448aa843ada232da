import type { Findings, Part } from "./findings.js";

/**
 * How much of a request is decoded: a small body that decodes into very much would hold the process
 * for all others.
 */

/**
 * Most messages and entries of lists and maps; what is there more often than its message allows counts
 * as well.
 */
export const maxEntries = 10_000;
/** Most fields, at all levels together. */
export const maxFields = 50_000;
/** An object of JSON with more members than any message has fields is taken for a map. */
export const maxMembers = 100;
/** Most levels. */
export const maxLevels = 100;

/** What goes over a limit, in words. */
export const excesses = {
  entries: `over ${String(maxEntries)} messages and entries`,
  fields: `over ${String(maxFields)} fields`,
  levels: `over ${String(maxLevels)} levels deep`,
} as const;

export type Excess = keyof typeof excesses;

/** Reports that something in a request goes over a limit. */
export function reportExcess(excess: Excess, part: Part, path: string, findings: Findings): void {
  findings.add(part, () => ({ path, code: "decodedInPart", reason: excesses[excess] }));
}
