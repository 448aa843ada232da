import { URL } from "node:url";
import { show, type Finding, type Findings } from "../util/findings.js";
import type { ProblemCode } from "../util/problems.js";
import type { Region } from "../util/region.js";
import type { RegionControl } from "./fields.js";
import { knownPatterns } from "./methodPatterns.js";
import { reportIneffective } from "./reportIneffective.js";
import { entriesOf, isList, type RequestControl } from "./settle.js";

/** Adds a finding about a control. */
type Report = (make: (findings: Findings) => Omit<Finding, "part">) => void;

/** Reports values that are invalid with these regions, and fields that have no effect there. */
export function checkControl(
  control: RequestControl,
  regions: readonly Region[],
  findings: Findings,
): void {
  const report: Report = (make) => {
    findings.add("control", () => make(findings));
  };
  const checkIndex = (index: number, path: string): void => {
    if (index >= 0 && index < regions.length) return;
    const expected = `0 to ${String(regions.length - 1)}`;
    report(() => ({ path, code: "unknownRegion", value: String(index), expected }));
  };
  for (const index of control.failRegions ?? []) {
    if (findings.isFull()) return;
    checkIndex(index, "failRegions");
  }
  const names = regions.map(({ name }) => name);
  const checkAll = (fields: RegionControl, prefix: string): void => {
    checkFields(fields, prefix, names, report, checkIndex);
    for (const [key, own] of Object.entries(entriesOf(fields.methods))) {
      if (findings.isFull()) return;
      checkFields(own, `${prefix}methods[${show(key)}].`, names, report, checkIndex);
    }
  };
  checkAll(control, "");
  for (const [key, fields] of Object.entries(control.perRegion ?? {})) {
    if (findings.isFull()) return;
    if (key !== "*") checkIndex(Number(key), "perRegion");
    checkAll(fields, `perRegion[${show(key)}].`);
  }
  reportIneffective(control, regions, findings);
}

function checkFields(
  { pinnedRegions, methods, redirectTo, delayMs, discovery }: RegionControl,
  prefix: string,
  regionNames: readonly string[],
  report: Report,
  checkIndex: (index: number, path: string) => void,
): void {
  const checkName = (known: readonly string[], name: string, path: string, code: ProblemCode) => {
    if (known.includes(name)) return;
    report((findings) => ({
      path,
      code,
      value: show(name),
      nearest: findings.nearest(name, known),
    }));
  };
  for (const name of pinnedRegions ?? []) {
    checkName(regionNames, name, `${prefix}pinnedRegions`, "unknownRegion");
  }
  for (const name of isList(methods) ? methods : []) {
    checkName(knownPatterns, name, `${prefix}methods`, "unknownMethod");
  }
  const scopes = [
    [prefix, { redirectTo, delayMs }],
    [`${prefix}discovery.`, discovery ?? {}],
  ] as const;
  for (const [path, scope] of scopes) {
    if (typeof scope.redirectTo === "number") checkIndex(scope.redirectTo, `${path}redirectTo`);
    else if (scope.redirectTo !== undefined)
      checkUrl(scope.redirectTo, `${path}redirectTo`, report);
    checkRange(scope.delayMs, `${path}delayMs`, report);
  }
}

function checkUrl(url: string, path: string, report: Report): void {
  if (URL.canParse(url)) return;
  report(() => ({
    path,
    code: "invalidUrl",
    value: show(url),
    expected: "a URL or a region index",
  }));
}

function checkRange(delay: RegionControl["delayMs"], path: string, report: Report): void {
  if (delay === undefined || typeof delay === "number") return;
  const { min = 0, max } = delay;
  if (min <= max) return;
  const expected = `0 to ${String(max)}, the max`;
  report(() => ({ path: `${path}.min`, code: "outOfRange", value: String(min), expected }));
}
