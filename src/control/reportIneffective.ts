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
import type { RegionControl } from "./fields.js";
import {
  entriesOf,
  failingCalls,
  isFailing,
  regionKeyOf,
  type FailingCalls,
  type RequestControl,
} from "./settle.js";

const failureFieldNames = [...failureFields.map(({ name }) => name), "failUntil"] as const;

/** An object in the control with fields for failures, and the names of those that failures use. */
interface Scope {
  /** Its path with a dot at the end; empty for the control itself. */
  readonly prefix: string;
  readonly fields: FailOptions & {
    readonly failMode?: FailModeName;
    readonly failUntil?: number;
  };
  readonly used: Set<string>;
}

/** The control itself or an entry of `perRegion`, with the scopes in it. */
interface Part {
  readonly fields: RegionControl;
  readonly scope: Scope;
  readonly discovery: Scope | undefined;
  readonly methods: ReadonlyMap<string, Scope> | undefined;
}

/** Reports failure fields that no failure in these regions uses. */
export function reportIneffective(
  control: RequestControl,
  regions: readonly Region[],
  findings: Findings,
): void {
  const common = partOf("", control);
  const perRegion = new Map(
    Object.entries(control.perRegion ?? {}).map(([key, own]) => [
      key,
      partOf(`perRegion[${show(key)}].`, own),
    ]),
  );
  const scopes = [common, ...perRegion.values()].flatMap(scopesOf);
  if (!scopes.some(({ fields }) => failureFieldNames.some((name) => name in fields))) return;
  const badRedirects = new Map<string, number>();
  for (const { index } of regions) {
    const key = control.perRegion ? regionKeyOf(control.perRegion, index) : "";
    const region = [perRegion.get(key), common].filter((part) => part !== undefined);
    markUsed(failingCalls(control, index), region, badRedirects);
  }
  for (const { prefix, fields, used } of scopes) {
    if (findings.isFull()) return;
    for (const name of failureFieldNames) {
      if (!(name in fields) || used.has(name)) continue;
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

function partOf(prefix: string, fields: RegionControl): Part {
  const scope = (path: string, own: Scope["fields"]): Scope => ({
    prefix: path,
    fields: own,
    used: new Set(),
  });
  const { discovery, methods } = fields;
  return {
    fields,
    scope: scope(prefix, fields),
    discovery: discovery && scope(`${prefix}discovery.`, discovery),
    methods:
      methods &&
      new Map(
        Object.entries(entriesOf(methods)).map(([key, own]) => [
          key,
          scope(`${prefix}methods[${show(key)}].`, own),
        ]),
      ),
  };
}

function scopesOf({ scope, discovery, methods }: Part): Scope[] {
  return [scope, ...(discovery ? [discovery] : []), ...(methods?.values() ?? [])];
}

/**
 * Marks the fields that one region's failures use, and redirects whose status is not one.
 *
 * @param parts what holds in the region, the most specific part first
 */
function markUsed(
  failing: FailingCalls,
  parts: readonly Part[],
  badRedirects: Map<string, number>,
): void {
  const scopes = parts.map(({ scope }) => scope);
  const methods = parts.find((part) => part.methods !== undefined)?.methods;
  // If a key matches all methods, no call fails by the other fields alone.
  if (failing === "all" && methods?.has("*") !== true) markFailure(scopes, badRedirects);
  for (const entry of methods?.values() ?? []) {
    if (isFailing(failing, entry.fields)) markFailure([entry, ...scopes], badRedirects);
  }
  const fieldOf = <Name extends keyof RegionControl>(name: Name) =>
    parts.find(({ fields }) => name in fields)?.fields[name];
  const discovery = parts.find((part) => part.discovery !== undefined)?.discovery;
  const status = fieldOf("discovery")?.status ?? fieldOf("regionsStatus") ?? 200;
  if (discovery?.fields.failMode !== undefined) markFailure([discovery], badRedirects);
  else if (status !== 200 && discovery !== undefined) discovery.used.add("retryAfter");
  const hasOtherFailure = discovery?.fields.failMode !== undefined || status !== 200;
  if (hasOtherFailure || fieldOf("rtcStatus") !== undefined) {
    scopeWith(scopes, "failUntil")?.used.add("failUntil");
  }
}

/** Marks the fields that one failure uses. */
function markFailure(scopes: readonly Scope[], badRedirects: Map<string, number>): void {
  const mode = scopeWith(scopes, "failMode")?.fields.failMode ?? "status";
  for (const name of ["failMode", "failUntil", ...failModeOf(mode).options] as const) {
    scopeWith(scopes, name)?.used.add(name);
  }
  if (mode !== "redirect") return;
  const { prefix = "", fields } = scopeWith(scopes, "failStatus") ?? {};
  const status = fields?.failStatus;
  if (status === undefined || redirectStatuses.includes(status)) return;
  badRedirects.set(`${prefix}failStatus`, status);
}

/** The scope that a field comes from: the first one that has it. */
function scopeWith(scopes: readonly Scope[], name: string): Scope | undefined {
  return scopes.find(({ fields }) => name in fields);
}

/** What a field needs in order to have an effect. */
function requirementFor(name: string): string {
  const failure = "a failure (failRegions, perRegion or methods)";
  if (name === "failMode" || name === "failUntil") return failure;
  const modes = failModes.filter(({ options }) => (options as readonly string[]).includes(name));
  return `${failure} with failMode ${modes.map((mode) => mode.name).join(", ")}`;
}
