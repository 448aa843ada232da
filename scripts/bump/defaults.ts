/** How the methods' default responses change. */
import type { DescMethod } from "@bufbuild/protobuf";
import { planDefault, type Population } from "../generate/planDefault.js";
import { planRich, type RichMessage, type RichValue } from "../generate/rich/plan.js";
import type { Schema } from "./schema.js";

/** A response field that is populated differently than before. */
export interface DefaultChange {
  readonly kind: "populated" | "rich";
  /** The methods with this change, as `service/method`. */
  readonly methods: readonly string[];
  /** The field of the response; of a rich one, the field of any message in it, with that. */
  readonly field: string;
  /** How it was populated; empty if it was not. */
  readonly from: string;
  readonly to: string;
}

/** The changes of methods that both versions have. A new method's default is in its own notice. */
export function compareDefaults(before: Schema, after: Schema): DefaultChange[] {
  const changes = new Map<string, DefaultChange>();
  for (const [path, method] of after.methods) {
    const old = before.methods.get(path);
    if (old === undefined) continue;
    for (const change of compareMethod(old, method)) {
      const key = JSON.stringify(change);
      const methods = [...(changes.get(key)?.methods ?? []), path];
      changes.set(key, { methods, ...change });
    }
  }
  const all = [...changes.values()];
  return [
    ...all.filter(({ kind }) => kind !== "rich"),
    ...all.filter(({ kind }) => kind === "rich"),
  ];
}

/** How a method populates each field of its response. */
export function describeDefault(method: DescMethod): ReadonlyMap<string, string> {
  return new Map(
    planDefault(method).map((population) => [population.field.name, describe(population)]),
  );
}

function compareMethod(old: DescMethod, now: DescMethod): Omit<DefaultChange, "methods">[] {
  const before = describeRich(planRich(old));
  const after = describeRich(planRich(now));
  // If a method returns a new message, it is enough to say so.
  const rich = differences("rich", before, after).filter(({ field }) => {
    const start = field.slice(0, field.lastIndexOf(".") + 1);
    return [before, after].every((all) => [...all.keys()].some((name) => name.startsWith(start)));
  });
  return [...differences("populated", describeDefault(old), describeDefault(now)), ...rich];
}

function differences(
  kind: DefaultChange["kind"],
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): Omit<DefaultChange, "methods">[] {
  const fields = [...new Set([...before.keys(), ...after.keys()])];
  return fields
    .map((field) => ({ kind, field, from: before.get(field) ?? "", to: after.get(field) ?? "" }))
    .filter(({ from, to }) => from !== to);
}

/** What a rich default has in each field of each message, by the field's full name. */
function describeRich({ schema, members }: RichMessage): Map<string, string> {
  const all = new Map<string, string>();
  for (const { field, value } of members) {
    all.set(`${schema.typeName}.${field.name}`, describeValue(value));
    const nested = messageIn(value);
    if (nested === undefined) continue;
    for (const [name, text] of describeRich(nested)) all.set(name, text);
  }
  return all;
}

function describeValue(value: RichValue): string {
  switch (value.kind) {
    case "code":
      return value.name ?? value.code;
    case "message":
      return `a ${value.message.schema.typeName}`;
    default:
      return `one ${describeValue(value.entry)}`;
  }
}

function messageIn(value: RichValue): RichMessage | undefined {
  if (value.kind === "message") return value.message;
  return value.kind === "code" ? undefined : messageIn(value.entry);
}

function describe({ field, echo, id, element }: Population): string {
  if (element !== undefined) {
    const ids = element.ids.map((member) => `${member.field.name} ${JSON.stringify(member.id)}`);
    const contents = ids.length === 0 ? "" : ` with ${ids.join(", ")}`;
    return `one ${element.message.typeName}${contents}`;
  }
  const fixed = JSON.stringify(id);
  if (echo === undefined) return fixed;
  return `the request's ${field.name}${id === undefined ? "" : `, or ${fixed}`}`;
}
