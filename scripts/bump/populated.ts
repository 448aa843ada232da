/** How the populated defaults of the methods change. */
import type { DescMethod } from "@bufbuild/protobuf";
import { planDefault, type Population } from "../generate/planDefault.js";
import type { Schema } from "./schema.js";

/** One field of an answer that is populated in another way than before. */
export interface DefaultChange {
  /** The methods, as `service/method`, that change alike. */
  readonly methods: readonly string[];
  /** The field of the answer. */
  readonly field: string;
  /** How it was populated; empty where it was not. */
  readonly from: string;
  readonly to: string;
}

/** The changes of the methods that are in both; a new method's default is told with the method. */
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

/** How each field that a method populates is populated. */
export function describeDefault(method: DescMethod): ReadonlyMap<string, string> {
  return new Map(
    planDefault(method).map((population) => [population.field.name, tell(population)]),
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

function tell({ field, echo, id, element }: Population): string {
  if (element !== undefined) {
    const ids = element.ids.map((member) => `${member.field.name} ${JSON.stringify(member.id)}`);
    const holds = ids.length === 0 ? "" : ` with ${ids.join(", ")}`;
    return `one ${element.message.typeName}${holds}`;
  }
  const fixed = JSON.stringify(id);
  if (echo === undefined) return fixed;
  return `the request's ${field.name}${id === undefined ? "" : `, else ${fixed}`}`;
}
