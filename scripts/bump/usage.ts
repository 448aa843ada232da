/** Where clients meet the types of a schema. */
import type { DescEnum, DescMessage } from "@bufbuild/protobuf";
import { signalRoots } from "./policy.js";
import type { Schema } from "./schema.js";

/** Where one message or enum appears, if anywhere. */
export interface Usage {
  /** Methods, as `service/method`. */
  readonly requests: readonly string[];
  readonly responses: readonly string[];
  readonly signal: boolean;
}

/** Looks up the usage of a message or enum by its full name. */
export type UsageOf = (type: string) => Usage;

export function makeUsageOf(schema: Schema): UsageOf {
  const methods = [...schema.methods].map(([path, { input, output }]) => ({
    path,
    request: reachable(input),
    response: reachable(output),
  }));
  const signal = signalRoots.flatMap((name) => {
    const message = schema.messages.get(name);
    return message === undefined ? [] : [...reachable(message)];
  });
  return (type) => ({
    requests: methods.filter(({ request }) => request.has(type)).map(({ path }) => path),
    responses: methods.filter(({ response }) => response.has(type)).map(({ path }) => path),
    signal: signal.includes(type),
  });
}

/** The full names of a message and of every type that it can contain. */
function reachable(root: DescMessage): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (type: DescMessage | DescEnum): void => {
    if (names.has(type.typeName)) return;
    names.add(type.typeName);
    if (type.kind === "enum") return;
    for (const field of type.fields) {
      const inner = field.message ?? field.enum;
      if (inner !== undefined) visit(inner);
    }
  };
  visit(root);
  return names;
}
