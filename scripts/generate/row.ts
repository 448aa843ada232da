import type { DescField, DescMessage } from "@bufbuild/protobuf";
import type { GeneratedFile } from "@bufbuild/protoplugin";
import { isScalar, read } from "./fields.js";
import type { Needs } from "./grants.js";
import type { MethodPlan } from "./join.js";

/** Prints a method's row, which is all the runtime knows about it. `defaults` names the defaults. */
export function printRow(f: GeneratedFile, plan: MethodPlan, defaults: string): void {
  const { method, path, needs } = plan;
  const input = f.importSchema(method.input);
  const output = f.importSchema(method.output);
  f.print("  {");
  f.print("    path: ", f.string(path), ",");
  f.print("    service: ", f.string(method.parent.typeName), ",");
  f.print("    name: ", f.string(method.name), ",");
  f.print("    request: ", input, ",");
  f.print("    response: ", output, ",");
  f.print("    grant: ", printGrant(needs), ",");
  for (const key of ["room", "destinationRoom"] as const) {
    const value = firstNotEmpty(plan[key]);
    if (value === "") continue;
    f.print("    ", key, ": (request: ", f.importShape(method.input), ") => ", value, ",");
  }
  f.print("    handler: ", defaults, ".", method.name, ",");
  if (needsRegistry(plan)) {
    f.print("    ", f.import("registry", "./registry.js"), ",");
  }
  f.print("  },");
}

/** Whether a method's request or response can contain an `Any`. */
export function needsRegistry({ method }: MethodPlan): boolean {
  return containsAny(method.input) || containsAny(method.output);
}

/** Whether a message can contain an `Any`, at any depth. */
function containsAny(message: DescMessage, seen = new Set<DescMessage>()): boolean {
  if (message.typeName === "google.protobuf.Any") return true;
  if (seen.has(message)) return false;
  seen.add(message);
  return message.fields.some(
    ({ message: inner }) => inner !== undefined && containsAny(inner, seen),
  );
}

function printGrant({ video, sip, agent }: Needs): string {
  const claims = Object.entries({ video, sip, agent })
    .filter(([, permissions]) => permissions !== undefined)
    .map(([claim, permissions]) => `${claim}: ${JSON.stringify(permissions)}`);
  return claims.length === 0 ? "{}" : `{ ${claims.join(", ")} }`;
}

/** An expression for the value of the first field of `request` that is not empty. */
function firstNotEmpty(fields: readonly DescField[]): string {
  const values = fields.filter(isScalar).map((field) => {
    const { isSet, value } = read(field);
    return isSet === `${value} !== ""` ? value : `(${isSet} ? ${value} : "")`;
  });
  return values.join(" || ");
}
