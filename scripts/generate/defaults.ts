import type { DescField, DescMessage, DescMethod } from "@bufbuild/protobuf";
import type { GeneratedFile, Printable } from "@bufbuild/protoplugin";
import { property, read, type ScalarField } from "./fields.js";
import { planDefault, type Element, type Population } from "./planDefault.js";

/** Prints the factory of a method's populated default: straight-line code, one statement per field. */
export function printDefault(f: GeneratedFile, method: DescMethod): void {
  const { input, output } = method;
  const populations = planDefault(method);
  const echoes = populations.some(({ echo }) => echo !== undefined);
  const parameters: Printable = echoes ? ["_ctx, request: ", f.importShape(input)] : [];
  f.print("  ", method.name, "(", parameters, "): ", f.importShape(output), " {");
  if (populations.length === 0) {
    f.print("    return ", printCreate(f, output), ";");
  } else {
    f.print("    const response = ", printCreate(f, output), ";");
    for (const population of populations) f.print("    ", printPopulation(f, population));
    f.print("    return response;");
  }
  f.print("  },");
}

function printPopulation(f: GeneratedFile, { field, echo, id, element }: Population): Printable {
  const fixed = id === undefined ? undefined : printAssignment(field, JSON.stringify(id));
  if (echo !== undefined) {
    const echoed = printEcho(field, echo);
    return fixed === undefined ? echoed : [echoed, "\n    else ", fixed];
  }
  if (element === undefined) return fixed ?? [];
  return ["response.", field.localName, " = [", printElement(f, element), "];"];
}

/** Prints a statement that echoes a field of the request if it is set. */
export function printEcho(field: DescField, echo: ScalarField): string {
  const { isSet, value } = read(echo);
  return `if (${isSet}) ${printAssignment(field, value)}`;
}

function printAssignment(field: DescField, value: string): string {
  const target = property(field, value);
  return `response.${target.name} = ${target.value};`;
}

function printElement(f: GeneratedFile, { message, ids }: Element): Printable {
  // A repeated google.protobuf.Struct holds plain objects.
  if (message.typeName === "google.protobuf.Struct") return "{}";
  if (ids.length === 0) return printCreate(f, message);
  // If several members of a oneof have an ID, the last one wins.
  const properties = new Map(
    ids.map(({ field, id }) => {
      const { name, value } = property(field, JSON.stringify(id));
      return [name, value];
    }),
  );
  const init = [...properties].map(([name, value]) => `${name}: ${value}`).join(", ");
  return [f.runtime.create, "(", f.importSchema(message), ", { ", init, " })"];
}

function printCreate(f: GeneratedFile, message: DescMessage): Printable {
  return [f.import("createEmpty", "./create.js"), "(", f.importSchema(message), ")"];
}
