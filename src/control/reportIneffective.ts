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
import { isFailing, regionKeyOf, type RequestControl } from "./settle.js";

const failureFieldNames = [...failureFields.map(({ name }) => name), "failUntil"] as const;

/** A part of the control with fields for failures: the control itself, `perRegion` or `discovery`. */
interface Scope {
  /** Its path with a dot at the end; empty for the control itself. */
  readonly prefix: string;
  readonly fields: FailOptions & { readonly failUntil?: number };
}

/** Reports failure fields that no failure in these regions uses. */
export function reportIneffective(
  control: RequestControl,
  regions: readonly Region[],
  findings: Findings,
): void {
  const scopes = scopesOf(control);
  if (!scopes.some(({ fields }) => failureFieldNames.some((name) => name in fields))) return;
  const used = new Set<string>();
  const badRedirects = new Map<string, number>();
  for (const { index } of regions) markUsed(control, index, used, badRedirects);
  for (const { prefix, fields } of scopes) {
    if (findings.isFull()) return;
    for (const name of failureFieldNames) {
      if (!(name in fields) || used.has(prefix + name)) continue;
      const path = prefix + name;
      findings.add("control", () => ({ path, code: "noEffect", expected: requirementFor(name) }));
    }
  }
  for (const [path, status] of badRedirects) {
    const expected = redirectStatuses.join(", ");
    findings.add("control", () => ({
      path,
      code: "notARedirect",
      value: String(status),
      expected,
    }));
  }
}

function scopesOf(control: RequestControl): Scope[] {
  const parts: [string, RequestControl][] = [["", control]];
  for (const [key, own] of Object.entries(control.perRegion ?? {}))
    parts.push([regionPrefix(key), own]);
  return parts.flatMap(([prefix, fields]) => {
    const { discovery } = fields;
    return [
      { prefix, fields },
      ...(discovery ? [{ prefix: `${prefix}discovery.`, fields: discovery }] : []),
    ];
  });
}

function regionPrefix(key: string): string {
  return `perRegion[${show(key)}].`;
}

/** Marks the fields that one region's failures use, and redirects whose status is not one. */
function markUsed(
  control: RequestControl,
  index: number,
  used: Set<string>,
  badRedirects: Map<string, number>,
): void {
  const key = control.perRegion ? regionKeyOf(control.perRegion, index) : "";
  const own = control.perRegion?.[key] ?? {};
  const pathOf = (name: string): string => (name in own ? regionPrefix(key) + name : name);
  const mark = (
    mode: FailModeName,
    status: number | undefined,
    toPath: (name: string) => string,
  ): void => {
    for (const name of ["failMode", ...failModeOf(mode).options]) used.add(toPath(name));
    if (mode !== "redirect" || status === undefined || redirectStatuses.includes(status)) return;
    badRedirects.set(toPath("failStatus"), status);
  };
  const all = { ...control, ...own };
  const regionFails = isFailing(control, index);
  if (regionFails) mark(all.failMode ?? "status", all.failStatus, pathOf);
  const { discovery } = all;
  const discoveryPathOf = (name: string): string => `${pathOf("discovery")}.${name}`;
  const status = discovery?.status ?? all.regionsStatus ?? 200;
  if (discovery?.failMode !== undefined)
    mark(discovery.failMode, discovery.failStatus, discoveryPathOf);
  else if (status !== 200) used.add(discoveryPathOf("retryAfter"));
  const fails = regionFails || discovery?.failMode !== undefined || status !== 200;
  if (fails || all.rtcStatus !== undefined) used.add(pathOf("failUntil"));
}

/** What a field needs in order to have an effect. */
function requirementFor(name: string): string {
  const region = "a region that fails (failRegions or perRegion)";
  if (name === "failMode" || name === "failUntil") return region;
  const modes = failModes.filter(({ options }) => (options as readonly string[]).includes(name));
  return `${region} with failMode ${modes.map((mode) => mode.name).join(", ")}`;
}
