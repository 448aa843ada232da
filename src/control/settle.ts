import { draw } from "../util/random.js";
import { controlFields, type CallControl, type MockControl, type RegionControl } from "./fields.js";
import { entryOf, matchesMethod, type CalledMethod } from "./methodPatterns.js";
import type { OlderControl } from "./olderHeaders.js";
import type { Field } from "../util/fieldTypes.js";

/** A request's control, before it is settled for one region. */
export interface RequestControl extends OlderControl {
  /** The fields for signal connections, if the rest does not come from the token's attribute. */
  readonly fromToken?: MockControl;
  /** Whether it is the mock's default control, perhaps with older headers. */
  readonly isDefault?: true;
}

/** A request's control in one region. */
export interface Control extends Omit<
  RegionControl,
  "delayMs" | "discovery" | "failUntil" | "methods"
> {
  /** Whether the region fails. */
  readonly fails: boolean;
  /** How long to wait, in milliseconds. */
  readonly delayMs?: number;
  readonly discovery: Discovery;
  /** The wait of the failure mode `delay`, in milliseconds. */
  readonly failDelayMs?: number;
}

/** How one region responds to `/settings/regions`. */
export interface Discovery extends Omit<NonNullable<RegionControl["discovery"]>, "delayMs"> {
  /** HTTP status. */
  readonly status: number;
  /** Whether it fails as `failMode` says. */
  readonly fails: boolean;
  /** How long to wait, in milliseconds. */
  readonly delayMs: number;
}

/** The control of a request without one. */
export const noControl: Control = {
  fails: false,
  discovery: { status: 200, fails: false, delayMs: 0 },
};

/** What settling a control depends on. */
export interface SettleContext {
  readonly regionIndex: number;
  /** Unix time in milliseconds. */
  readonly nowMs: number;
  readonly calledMethod: CalledMethod;
}

/** The fields in `perRegion` that make a region fail, and in `methods` a call. */
const failTriggers = ["failMode", "failStatus", "failTwirpCode", "failMessage"] as const;

/** Settles a control for one region: applies `perRegion`, `methods`, `failUntil`, and draws delays. */
export function settle(control: RequestControl, context: SettleContext): Control {
  const { regionIndex } = context;
  let cached = settled.get(control);
  if (cached === undefined) settled.set(control, (cached = isConstant(control) ? [] : null));
  if (cached === null) return settleNow(control, context);
  return (cached[regionIndex] ??= settleNow(control, context));
}

/** Settled controls by region index; `null` if a control depends on more than the region. */
const settled = new WeakMap<RequestControl, Control[] | null>();

/** Whether a control depends on the region only, not on the time or the method. */
function isConstant({ fromToken, perRegion, ...common }: RequestControl): boolean {
  const parts = [common, ...Object.values(perRegion ?? {})];
  return (
    (fromToken === undefined || isConstant(fromToken)) &&
    parts.every(({ failUntil, methods }) => failUntil === undefined && methods === undefined)
  );
}

function settleNow(
  control: RequestControl,
  { regionIndex, nowMs, calledMethod }: SettleContext,
): Control {
  const regionFields = regionFieldsOf(control.perRegion, regionIndex);
  const { fromToken } = control;
  const methods = regionFields?.methods ?? control.methods;
  const entry = methods && entryOf(entriesOf(methods), calledMethod);
  const all = {
    ...control,
    ...regionFields,
    ...(fromToken && signalFieldsOf(fromToken, regionIndex)),
    ...entry,
  };
  const applies = !isList(methods) || matchesMethod(methods, calledMethod);
  const { delayMs, discovery, failUntil, regionsStatus, rtcStatus, ...fields } = applies
    ? all
    : onlyAlwaysFields(all);
  const hasFailures = failUntil === undefined || nowMs < failUntil;
  return {
    ...fields,
    fails: applies && hasFailures && isFailing(failingCalls(control, regionIndex), entry),
    ...(delayMs === undefined ? {} : { delayMs: drawDelay(delayMs, regionIndex) }),
    ...(hasFailures && rtcStatus !== undefined ? { rtcStatus } : {}),
    discovery: {
      ...discovery,
      status: hasFailures ? (discovery?.status ?? regionsStatus ?? 200) : 200,
      fails: hasFailures && discovery?.failMode !== undefined,
      delayMs: drawDelay(discovery?.delayMs ?? 0, regionIndex),
    },
  };
}

/** Which calls fail in a region: all, or those whose fields in `methods` say so. */
export type FailingCalls = "all" | "byMethod" | "none";

export function failingCalls(
  { failRegions, perRegion }: RequestControl,
  regionIndex: number,
): FailingCalls {
  const regionFields = regionFieldsOf(perRegion, regionIndex);
  if (failRegions?.includes(regionIndex) === true || hasTrigger(regionFields)) return "all";
  // The region's own `methods` are for this region, whatever `failRegions` says.
  return failRegions === undefined || regionFields?.methods !== undefined ? "byMethod" : "none";
}

/** Whether a call fails, by its fields in `methods`. */
export function isFailing(calls: FailingCalls, entry: CallControl | undefined): boolean {
  return calls === "all" || (calls === "byMethod" && hasTrigger(entry));
}

function hasTrigger(fields: CallControl | undefined): boolean {
  return failTriggers.some((name) => fields?.[name] !== undefined);
}

/** Whether `methods` is a list. */
export function isList(methods: RegionControl["methods"]): methods is readonly string[] {
  return Array.isArray(methods);
}

/** The fields per method, by key; none if `methods` is a list. */
export function entriesOf(
  methods: RegionControl["methods"],
): Readonly<Record<string, CallControl>> {
  return methods === undefined || isList(methods) ? {} : methods;
}

/** The fields that `perRegion` sets for a region. */
function regionFieldsOf(
  perRegion: MockControl["perRegion"],
  regionIndex: number,
): RegionControl | undefined {
  return perRegion?.[regionKeyOf(perRegion, regionIndex)];
}

/** The `perRegion` key that applies to a region. */
export function regionKeyOf(
  perRegion: NonNullable<MockControl["perRegion"]>,
  index: number,
): string {
  return String(index) in perRegion ? String(index) : "*";
}

function signalFieldsOf({ perRegion, ...common }: MockControl, regionIndex: number): RegionControl {
  return { ...common, ...regionFieldsOf(perRegion, regionIndex) };
}

const fields: readonly Field[] = controlFields;
const alwaysNames = new Set(fields.filter(({ always }) => always === true).map(({ name }) => name));

/** The fields that apply to every call, even if `methods` excludes it. */
function onlyAlwaysFields<Fields extends object>(all: Fields): Partial<Fields> {
  const kept = Object.entries(all).filter(([name]) => alwaysNames.has(name));
  return Object.fromEntries(kept) as Partial<Fields>;
}

/** The wait for a `delayMs`, in milliseconds. A range draws by seed and region index. */
function drawDelay(delay: NonNullable<MockControl["delayMs"]>, regionIndex: number): number {
  if (typeof delay === "number") return delay;
  const { max, min = 0, seed = 0 } = delay;
  return min + Math.floor(draw(seed, regionIndex) * Math.max(0, max - min + 1));
}
