/** How the methods' populated defaults change. */
import type { DescMethod } from "@bufbuild/protobuf";
import { planDefault, type Population } from "../generate/planDefault.js";
import type { Schema } from "./schema.js";

/** A response field that is populated differently than before. */
export interface DefaultChange {
  /** The methods with this change, as `service/method`. */
  readonly methods: readonly string[];
  /** The response field. */
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
  return [...changes.values()];
}

/** How a method populates each field of its response. */
export function describeDefault(method: DescMethod): ReadonlyMap<string, string> {
  return new Map(
    planDefault(method).map((population) => [population.field.name, describe(population)]),
  );
}

function compareMethod(old: DescMethod, now: DescMethod): Omit<DefaultChange, "methods">[] {
  const before = describeDefault(old);
  const after = describeDefault(now);
  const fields = [...new Set([...before.keys(), ...after.keys()])];
  return fields
    .map((field) => ({ field, from: before.get(field) ?? "", to: after.get(field) ?? "" }))
    .filter(({ from, to }) => from !== to);
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
