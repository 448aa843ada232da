import { draw } from "../util/random.js";
import { controlFields, type MockControl, type RegionControl } from "./fields.js";
import type { OlderControl } from "./olderHeaders.js";
import type { Field } from "../util/fieldTypes.js";

/** All that a request says of how it is to be treated, in every region. */
export interface WholeControl extends OlderControl {
  /** What the token says of a signal connection, where all else comes from elsewhere. */
  readonly fromToken?: MockControl;
  /** Whether it is the mock's own, but for what the older headers say. */
  readonly isDefault?: true;
}

/** How one region is to treat one request. */
export interface Control extends Omit<
  RegionControl,
  "delayMs" | "discovery" | "failUntil" | "methods"
> {
  /** Whether the region fails. */
  readonly fails: boolean;
  /** How long to wait, in milliseconds. */
  readonly delayMs?: number;
  readonly discovery: Discovery;
  /** The wait of the `delay` fail mode, in milliseconds. */
  readonly failDelayMs?: number;
}

/** How one region is to answer `/settings/regions`. */
export interface Discovery extends Omit<NonNullable<RegionControl["discovery"]>, "delayMs"> {
  /** HTTP status. */
  readonly status: number;
  /** Whether it fails as `failMode` says. */
  readonly fails: boolean;
  /** How long to wait, in milliseconds. */
  readonly delayMs: number;
}

/** How a request is treated that has no control. */
export const noControl: Control = {
  fails: false,
  discovery: { status: 200, fails: false, delayMs: 0 },
};

/** What a control is settled for. */
export interface SettleContext {
  readonly regionIndex: number;
  /** Milliseconds of the Unix clock. */
  readonly nowMs: number;
  /** Whether a list of `methods` has the one that is called. */
  readonly touches: (methods: readonly string[]) => boolean;
}

/** The fields that make a region fail where `perRegion` has them for it. */
const failTriggers = ["failMode", "failStatus", "failTwirpCode", "failMessage"] as const;

/** The control for one region: `perRegion`, `methods` and `failUntil` applied, delays drawn. */
export function settle(whole: WholeControl, context: SettleContext): Control {
  const { regionIndex } = context;
  let known = settled.get(whole);
  if (known === undefined) settled.set(whole, (known = isConstant(whole) ? [] : null));
  if (known === null) return settleNow(whole, context);
  return (known[regionIndex] ??= settleNow(whole, context));
}

/** What steady controls are settled to, by region; `null` where a control is none. */
const settled = new WeakMap<WholeControl, Control[] | null>();

/** Whether a control depends on nothing but the region: on no time and no method. */
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

/** The key of `perRegion` that is a region's. */
export function keyOf(perRegion: NonNullable<MockControl["perRegion"]>, index: number): string {
  return String(index) in perRegion ? String(index) : "*";
}

function signalsOf({ perRegion, ...common }: MockControl, regionIndex: number): RegionControl {
  return { ...common, ...ownOf(perRegion, regionIndex) };
}

const fields: readonly Field[] = controlFields;
const alwaysNames = new Set(fields.filter(({ always }) => always === true).map(({ name }) => name));

/** What stays in force for a call that `methods` leaves out. */
function alwaysPart<Fields extends object>(all: Fields): Partial<Fields> {
  const kept = Object.entries(all).filter(([name]) => alwaysNames.has(name));
  return Object.fromEntries(kept) as Partial<Fields>;
}

/** The wait of a `delayMs`, in milliseconds; one of a range is drawn from seed and region. */
function waitOf(delay: NonNullable<MockControl["delayMs"]>, regionIndex: number): number {
  if (typeof delay === "number") return delay;
  const { max, min = 0, seed = 0 } = delay;
  return min + Math.floor(draw(seed, regionIndex) * Math.max(0, max - min + 1));
}
