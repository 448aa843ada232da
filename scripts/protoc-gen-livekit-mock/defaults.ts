import { ScalarType, type DescField, type DescMessage, type DescMethod } from "@bufbuild/protobuf";
import type { GeneratedFile, Printable } from "@bufbuild/protoplugin";
import { isScalar, property, read, type ScalarField } from "./fields.js";

/**
 * Prints the factory of a method's populated default: straight-line code, one statement a field.
 *
 * 1. A scalar of the request with the same name and kind is echoed where it is set.
 * 2. Else a string named like an identifier gets `MOCK_` and its name in capitals.
 * 3. Else a repeated message gets one element, filled by rule 2 alone.
 */
export function printDefault(f: GeneratedFile, method: DescMethod): void {
  const { input, output } = method;
  const statements = output.fields.flatMap((field) => {
    const statement = populate(f, field, input);
    return statement === undefined ? [] : [statement];
  });
  const echoes = output.fields.some((field) => echoOf(field, input) !== undefined);
  const parameter: Printable[] = [echoes ? "request" : "_request", ": ", f.importShape(input)];
  f.print("  ", method.name, "(", parameter, "): ", f.importShape(output), " {");
  if (statements.length === 0) {
    f.print("    return ", createCall(f, output), ";");
  } else {
    f.print("    const response = ", createCall(f, output), ";");
    for (const statement of statements) f.print("    ", statement);
    f.print("    return response;");
  }
  f.print("  },");
}

function populate(f: GeneratedFile, field: DescField, input: DescMessage): Printable | undefined {
  const source = echoOf(field, input);
  const id = identifier(field);
  if (source !== undefined) {
    const { isSet, value } = read(source);
    const echo = assign(field, value);
    if (id === undefined) return ["if (", isSet, ") ", echo];
    return ["if (", isSet, ") ", echo, "\n    else ", assign(field, id)];
  }
  if (id !== undefined) return assign(field, id);
  if (field.fieldKind === "list" && field.listKind === "message") {
    return ["response.", field.localName, " = [", element(f, field.message), "];"];
  }
  return undefined;
}

function assign(field: DescField, value: string): string {
  const target = property(field, value);
  return `response.${target.name} = ${target.value};`;
}

/** The field of the request that rule 1 echoes into `field`. */
function echoOf(field: DescField, input: DescMessage): ScalarField | undefined {
  if (!isScalar(field)) return undefined;
  return input.fields
    .filter(isScalar)
    .find((other) => other.name === field.name && other.scalar === field.scalar);
}

/** The value that rule 2 gives, as source text. */
function identifier(field: DescField): string | undefined {
  if (!isScalar(field) || field.scalar !== ScalarType.STRING) return undefined;
  if (!/(^|_)s?id$/.test(field.name)) return undefined;
  return JSON.stringify(`MOCK_${field.name.toUpperCase()}`);
}

function element(f: GeneratedFile, message: DescMessage): Printable {
  // Lists of google.protobuf.Struct hold plain objects.
  if (message.typeName === "google.protobuf.Struct") return "{}";
  const properties = new Map<string, string>();
  for (const field of message.fields) {
    const id = identifier(field);
    if (id === undefined) continue;
    const { name, value } = property(field, id);
    properties.set(name, value);
  }
  if (properties.size === 0) return createCall(f, message);
  const init = [...properties].map(([name, value]) => `${name}: ${value}`).join(", ");
  return [f.runtime.create, "(", f.importSchema(message), ", { ", init, " })"];
}

function createCall(f: GeneratedFile, message: DescMessage): Printable {
  return [f.runtime.create, "(", f.importSchema(message), ")"];
}
