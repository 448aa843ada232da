import { draw } from "../util/random.js";
import { controlFields, type MockControl, type RegionControl } from "./fields.js";
import type { OlderControl } from "./olderHeaders.js";
import type { Field } from "../util/fieldTypes.js";

/** The control of a request, for all regions. */
export interface WholeControl extends OlderControl {
  /**
   * The fields for signal connections, if the rest of the control is not from the token's
   * attribute.
   */
  readonly fromToken?: MockControl;
  /** Whether it is the mock's default, apart from older headers. */
  readonly isDefault?: true;
}

/** The control of a request in one region. */
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

/** What one region does on `/settings/regions`. */
export interface Discovery extends Omit<NonNullable<RegionControl["discovery"]>, "delayMs"> {
  /** HTTP status. */
  readonly status: number;
  /** Whether it fails as `failMode` says. */
  readonly fails: boolean;
  /** How long to wait, in milliseconds. */
  readonly delayMs: number;
}

/** The control of a request that has none. */
export const noControl: Control = {
  fails: false,
  discovery: { status: 200, fails: false, delayMs: 0 },
};

/** What a control in one region depends on. */
export interface SettleContext {
  readonly regionIndex: number;
  /** Milliseconds of the Unix clock. */
  readonly nowMs: number;
  /** Whether a list of `methods` matches the method that is called. */
  readonly touches: (methods: readonly string[]) => boolean;
}

/** The fields in `perRegion` that make a region fail. */
const failTriggers = ["failMode", "failStatus", "failTwirpCode", "failMessage"] as const;

/**
 * The control in one region, with `perRegion`, `methods` and `failUntil` applied and delays drawn.
 */
export function settle(whole: WholeControl, context: SettleContext): Control {
  const { regionIndex } = context;
  let known = settled.get(whole);
  if (known === undefined) settled.set(whole, (known = isConstant(whole) ? [] : null));
  if (known === null) return settleNow(whole, context);
  return (known[regionIndex] ??= settleNow(whole, context));
}

/**
 * The settled controls that are always the same, by region; `null` for a control that is not
 * constant.
 */
const settled = new WeakMap<WholeControl, Control[] | null>();

/** Whether a control depends on the region only, not on the time or the method. */
function isConstant({ fromToken, perRegion, ...common }: WholeControl): boolean {
  const parts = [common, ...Object.values(perRegion ?? {})];
  return (
    (fromToken === undefined || isConstant(fromToken)) &&
    parts.every(({ failUntil, methods }) => failUntil === undefined && methods === undefined)
  );
}

function settleNow(whole: WholeControl, { regionIndex, nowMs, touches }: SettleContext): Control {
  const own = ownOf(whole.perRegion, regionIndex);
  const { fromToken } = whole;
  const all = { ...whole, ...own, ...(fromToken && signalsOf(fromToken, regionIndex)) };
  const touched = all.methods === undefined || touches(all.methods);
  const { delayMs, discovery, failUntil, regionsStatus, rtcStatus, ...fields } = touched
    ? all
    : alwaysPart(all);
  const holds = failUntil === undefined || nowMs < failUntil;
  return {
    ...fields,
    fails: touched && holds && isFailing(whole, regionIndex),
    ...(delayMs === undefined ? {} : { delayMs: waitOf(delayMs, regionIndex) }),
    ...(holds && rtcStatus !== undefined ? { rtcStatus } : {}),
    discovery: {
      ...discovery,
      status: holds ? (discovery?.status ?? regionsStatus ?? 200) : 200,
      fails: holds && discovery?.failMode !== undefined,
      delayMs: waitOf(discovery?.delayMs ?? 0, regionIndex),
    },
  };
}

/** Whether a control makes a region fail. */
export function isFailing({ failRegions, perRegion }: WholeControl, regionIndex: number): boolean {
  const own = ownOf(perRegion, regionIndex);
  return (
    failRegions?.includes(regionIndex) === true ||
    failTriggers.some((name) => own?.[name] !== undefined)
  );
}

/** The fields that a region has for itself. */
function ownOf(
  perRegion: MockControl["perRegion"],
  regionIndex: number,
): RegionControl | undefined {
  return perRegion?.[keyOf(perRegion, regionIndex)];
}

/** The key in `perRegion` that applies to a region. */
export function keyOf(perRegion: NonNullable<MockControl["perRegion"]>, index: number): string {
  return String(index) in perRegion ? String(index) : "*";
}

function signalsOf({ perRegion, ...common }: MockControl, regionIndex: number): RegionControl {
  return { ...common, ...ownOf(perRegion, regionIndex) };
}

const fields: readonly Field[] = controlFields;
const alwaysNames = new Set(fields.filter(({ always }) => always === true).map(({ name }) => name));

/** The fields that apply to a call even if `methods` leaves it out. */
function alwaysPart<Fields extends object>(all: Fields): Partial<Fields> {
  const kept = Object.entries(all).filter(([name]) => alwaysNames.has(name));
  return Object.fromEntries(kept) as Partial<Fields>;
}

/** The wait of a `delayMs`, in milliseconds. A range is drawn by seed and region. */
function waitOf(delay: NonNullable<MockControl["delayMs"]>, regionIndex: number): number {
  if (typeof delay === "number") return delay;
  const { max, min = 0, seed = 0 } = delay;
  return min + Math.floor(draw(seed, regionIndex) * Math.max(0, max - min + 1));
}
