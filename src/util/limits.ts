import type { Findings, Part } from "./findings.js";

/**
 * Limits for decoding a request. A small body can decode into a huge message, which would block the
 * process for all other requests.
 */

/**
 * Maximum number of messages, list entries and map entries, including repeated values of fields
 * that hold only one.
 */
export const maxEntries = 10_000;
/** Maximum number of fields, on all levels together. */
export const maxFields = 50_000;
/** A JSON object with more members than this counts as a map: no message has so many fields. */
export const maxMembers = 100;
/** Maximum nesting depth. */
export const maxLevels = 100;

/** What exceeds a limit, in words. */
export const excesses = {
  entries: `over ${String(maxEntries)} messages and entries`,
  fields: `over ${String(maxFields)} fields`,
  levels: `over ${String(maxLevels)} levels deep`,
} as const;

export type Excess = keyof typeof excesses;

/** Reports that a part of a request exceeds a limit. */
export function reportExcess(excess: Excess, part: Part, path: string, findings: Findings): void {
  findings.add(part, () => ({ path, code: "decodedInPart", reason: excesses[excess] }));
}
