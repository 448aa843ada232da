/** Where a client meets the types of a schema. */
import type { DescEnum, DescMessage } from "@bufbuild/protobuf";
import { signalRoots } from "./policy.js";
import type { Schema } from "./schema.js";

/** Where one message or enum is met; it is in none of the three where no call carries it. */
export interface Usage {
  /** Methods, as `service/method`. */
  readonly requests: readonly string[];
  readonly answers: readonly string[];
  readonly signal: boolean;
}

/** The usage of a message or enum by its full name. */
export type UsageOf = (type: string) => Usage;

export function usageOf(schema: Schema): UsageOf {
  const methods = [...schema.methods].map(([path, { input, output }]) => ({
    path,
    request: reachable(input),
    answer: reachable(output),
  }));
  const signal = signalRoots.flatMap((name) => {
    const message = schema.messages.get(name);
    return message === undefined ? [] : [...reachable(message)];
  });
  return (type) => ({
    requests: methods.filter(({ request }) => request.has(type)).map(({ path }) => path),
    answers: methods.filter(({ answer }) => answer.has(type)).map(({ path }) => path),
    signal: signal.includes(type),
  });
}

/** Full names of a message and of all that its fields lead to. */
function reachable(root: DescMessage): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (type: DescMessage | DescEnum): void => {
    if (found.has(type.typeName)) return;
    found.add(type.typeName);
    if (type.kind === "enum") return;
    for (const field of type.fields) {
      const inner = field.message ?? field.enum;
      if (inner !== undefined) visit(inner);
    }
  };
  visit(root);
  return found;
}
