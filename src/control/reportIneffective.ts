import {
  failModeOf,
  failModes,
  failureFields,
  type FailModeName,
  type FailOptions,
} from "../failures/index.js";
import { redirectStatuses } from "../failures/redirectStatuses.js";
import { show, type Findings } from "../util/findings.js";
import type { Region } from "../util/region.js";
import { isFailing, keyOf, type WholeControl } from "./settle.js";

const names = [...failureFields.map(({ name }) => name), "failUntil"] as const;

/**
 * A part of the control that can have the fields of a failure: the control itself, `perRegion`,
 * `discovery`.
 */
interface Scope {
  /** Its path: empty, or ending with a dot. */
  readonly at: string;
  readonly fields: FailOptions & { readonly failUntil?: number };
}

/** Reports fields of failures that no failure in these regions uses. */
export function reportIneffective(
  whole: WholeControl,
  regions: readonly Region[],
  findings: Findings,
): void {
  const scopes = scopesOf(whole);
  if (!scopes.some(({ fields }) => names.some((name) => name in fields))) return;
  const used = new Set<string>();
  const odd = new Map<string, number>();
  for (const { index } of regions) markUsed(whole, index, used, odd);
  for (const { at, fields } of scopes) {
    if (findings.isFull()) return;
    for (const name of names) {
      if (!(name in fields) || used.has(at + name)) continue;
      const path = at + name;
      findings.add("control", () => ({ path, code: "noEffect", expected: usersOf(name) }));
    }
  }
  for (const [path, status] of odd) {
    const expected = redirectStatuses.join(", ");
    findings.add("control", () => ({
      path,
      code: "notARedirect",
      value: String(status),
      expected,
    }));
  }
}

function scopesOf(whole: WholeControl): Scope[] {
  const parts: [string, WholeControl][] = [["", whole]];
  for (const [key, own] of Object.entries(whole.perRegion ?? {})) parts.push([atKey(key), own]);
  return parts.flatMap(([at, fields]) => {
    const { discovery } = fields;
    return [{ at, fields }, ...(discovery ? [{ at: `${at}discovery.`, fields: discovery }] : [])];
  });
}

function atKey(key: string): string {
  return `perRegion[${show(key)}].`;
}

/** Marks the fields that the failures of one region use, and statuses that are not redirects. */
function markUsed(
  whole: WholeControl,
  index: number,
  used: Set<string>,
  odd: Map<string, number>,
): void {
  const key = whole.perRegion ? keyOf(whole.perRegion, index) : "";
  const own = whole.perRegion?.[key] ?? {};
  const place = (name: string): string => (name in own ? atKey(key) + name : name);
  const mark = (
    mode: FailModeName,
    status: number | undefined,
    at: (name: string) => string,
  ): void => {
    for (const name of ["failMode", ...failModeOf(mode).options]) used.add(at(name));
    if (mode !== "redirect" || status === undefined || redirectStatuses.includes(status)) return;
    odd.set(at("failStatus"), status);
  };
  const all = { ...whole, ...own };
  const failing = isFailing(whole, index);
  if (failing) mark(all.failMode ?? "status", all.failStatus, place);
  const { discovery } = all;
  const below = (name: string): string => `${place("discovery")}.${name}`;
  const status = discovery?.status ?? all.regionsStatus ?? 200;
  if (discovery?.failMode !== undefined) mark(discovery.failMode, discovery.failStatus, below);
  else if (status !== 200) used.add(below("retryAfter"));
  const fails = failing || discovery?.failMode !== undefined || status !== 200;
  if (fails || all.rtcStatus !== undefined) used.add(place("failUntil"));
}

/** What a field needs to have an effect. */
function usersOf(name: string): string {
  const region = "a region that fails (failRegions, perRegion)";
  if (name === "failMode" || name === "failUntil") return region;
  const modes = failModes.filter(({ options }) => (options as readonly string[]).includes(name));
  return `${region} with failMode ${modes.map((mode) => mode.name).join(", ")}`;
}
