/** What clients would notice of the changes, one sentence each. */
import type { MethodPlan } from "../generate/join.js";
import { splitName, type Change, type Detail } from "./compare.js";
import { describeDefault } from "./defaults.js";
import type { Usage, UsageOf } from "./usage.js";

/** One of the two versions. */
export interface Side {
  readonly plans: readonly MethodPlan[];
  /** The paths of the methods that have no valid grant in the policy. */
  readonly ungranted: ReadonlySet<string>;
  readonly usage: UsageOf;
}

export function getNotices(changes: readonly Change[], before: Side, after: Side): string[] {
  return [
    ...methodNotices(changes, after),
    ...roomNotices(before.plans, after.plans),
    ...typeNotices(changes, before.usage, after.usage),
  ];
}

function methodNotices(changes: readonly Change[], { plans, ungranted }: Side): string[] {
  const goneServices = new Set(
    changes
      .filter(({ element, change }) => element === "service" && change === "went")
      .map(({ name }) => name),
  );
  return changes.flatMap((change): string[] => {
    const { element, name, details } = change;
    if (element === "service" && change.change === "went") {
      return [`${code(name)} is gone: ${unknownMethod("one of its methods")}.`];
    }
    if (element !== "method" || goneServices.has(splitName(change).parent)) return [];
    if (change.change === "went") return [`${code(name)} is gone: ${unknownMethod("it")}.`];
    if (change.change === "came") {
      const plan = plans.find(({ path }) => path === name);
      if (plan === undefined) return [];
      const grant = ungranted.has(name) ? "a grant that the policy lacks" : formatGrant(plan);
      return [
        `${code(name)} is new. It needs ${grant}, and its response is ${formatDefault(plan)}.`,
      ];
    }
    return [`${code(name)}: ${details.map(formatDetail).join("; ")}.`];
  });
}

function unknownMethod(what: string): string {
  return `a client that still calls ${what} gets an empty success, and a warning`;
}

function formatGrant({ needs, room, destinationRoom }: MethodPlan): string {
  const permissions = Object.entries({ video: needs.video, sip: needs.sip, agent: needs.agent })
    .flatMap(([claim, names = []]) => names.map((name) => code(`${claim}.${name}`)))
    .concat(room.map(({ name }) => `${code("video.room")} for ${code(name)}`))
    .concat(
      destinationRoom.map(({ name }) => `${code("video.destinationRoom")} for ${code(name)}`),
    );
  return permissions.length === 0 ? "any valid token" : permissions.join(", ");
}

function formatDefault({ method }: MethodPlan): string {
  const fields = [...describeDefault(method)].map(([field, value]) => `${code(field)} (${value})`);
  return fields.length === 0 ? "empty" : `populated with ${fields.join(", ")}`;
}

/** Methods that check a room grant against other fields of the request than before. */
function roomNotices(before: readonly MethodPlan[], after: readonly MethodPlan[]): string[] {
  const fields = (plan: MethodPlan): string =>
    [...plan.room, ...plan.destinationRoom].map(({ name }) => code(name)).join(" and ");
  return after.flatMap((plan) => {
    const old = before.find(({ path }) => path === plan.path);
    if (old === undefined || fields(old) === fields(plan)) return [];
    const now = fields(plan) || "no field";
    return [`${code(plan.path)} reads its room from ${now}, no longer ${fields(old)}.`];
  });
}

/** A sentence per message or enum that a call or the signal connection carries. */
function typeNotices(changes: readonly Change[], before: UsageOf, after: UsageOf): string[] {
  const byType = new Map<string, Change[]>();
  for (const change of changes) {
    if (change.element !== "field" && change.element !== "value") continue;
    const { parent } = splitName(change);
    byType.set(parent, [...(byType.get(parent) ?? []), change]);
  }
  return [...byType].flatMap(([type, own]): string[] => {
    const usage = merge(before(type), after(type));
    const where = formatUsage(usage);
    if (where === "") return [];
    return [`${code(type)}, in ${where}: ${formatMembers(own, usage).join("; ")}.`];
  });
}

function merge(one: Usage, other: Usage): Usage {
  return {
    requests: [...new Set([...one.requests, ...other.requests])],
    responses: [...new Set([...one.responses, ...other.responses])],
    signal: one.signal || other.signal,
  };
}

function formatUsage({ requests, responses, signal }: Usage): string {
  const methods = (paths: readonly string[], part: string): string[] => {
    if (paths.length === 0) return [];
    if (paths.length > 3) return [`the ${part}s of ${String(paths.length)} methods`];
    return [`the ${part}${paths.length > 1 ? "s" : ""} of ${paths.map(code).join(", ")}`];
  };
  const places = [...methods(requests, "request"), ...methods(responses, "response")];
  if (signal) places.push("the signal connection");
  return places.join(", and in ");
}

/** What happened to the fields or values of one type. */
function formatMembers(changes: readonly Change[], { requests }: Usage): string[] {
  const named = (kind: Change["change"]): string[] =>
    changes.filter(({ change }) => change === kind).map((each) => code(splitName(each).own));
  const are = (names: readonly string[], what: string): string[] =>
    names.length === 0 ? [] : [`${names.join(", ")} ${names.length > 1 ? "are" : "is"} ${what}`];
  const sent = requests.length > 0 && changes.some(({ element }) => element === "field");
  const warning = sent ? " (the mock warns a client that still sends it)" : "";
  return [
    ...changes.filter(({ change }) => change === "changed").map(formatChanged),
    ...are(named("went"), `gone${warning}`),
    ...are(named("came"), "new"),
  ];
}

function formatChanged(change: Change): string {
  const { was, details } = change;
  const now = code(splitName(change).own);
  const parts = details.map((detail) => formatPart(now, detail));
  if (was === undefined) return parts.join(", ");
  const changesType = details.some(({ what }) => what === "type");
  const onlyJson = changesType ? "" : " but not protobuf";
  return [`${code(was)} is renamed to ${now}, which changes JSON${onlyJson}`, ...parts].join(", ");
}

function formatPart(name: string, detail: Detail): string {
  switch (detail.what) {
    case "type":
      return `${name} is ${detail.to}, was ${detail.from}`;
    case "number":
      return `${name} has number ${detail.to}, was ${detail.from}`;
    default:
      return `${name}: ${formatDetail(detail)}`;
  }
}

/** How a part changed: `request from p.A to p.B`, `now deprecated` or `now with oneof x`. */
export function formatDetail({ what, from, to }: Detail): string {
  if (from !== "" && to !== "") return `${what} from ${from} to ${to}`;
  const text = from === "" ? to : from;
  const named = text === "yes" ? what : `with ${what} ${text}`;
  return from === "" ? `now ${named}` : `no longer ${named}`;
}

export function code(text: string): string {
  return `\`${text}\``;
}
