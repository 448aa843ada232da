import type { DescFile, DescMessage, DescService } from "@bufbuild/protobuf";
import type { GeneratedFile, Printable, Schema } from "@bufbuild/protoplugin";
import { namesOf } from "./service.js";

/** Writes `methods.ts`: the names of all methods, and where to load their rows from. */
export function generateTable(schema: Schema, services: readonly DescService[]): void {
  const f = schema.generateFile("methods.ts");
  printHead(f);
  f.print("/** Every method of the API, by its path below the Twirp prefix. */");
  const table = f.import("tableOf", "./table.js");
  const row = f.import("MethodRow", "./types.js", true);
  f.print(f.export("const", "methods"), ": ReadonlyMap<string, ", row, "> = ", table, "([");
  for (const service of services) {
    const { module, methods } = namesOf(service);
    const load = printLoad(module, methods);
    const names = service.methods.map(({ name }) => JSON.stringify(name)).join(", ");
    f.print("  [", f.string(service.typeName), ", ", load, ", [", names, "]],");
  }
  f.print("]);");
}

/** Writes `rich.ts`: where to load the rich defaults of each service from. */
export function generateRichIndex(schema: Schema, services: readonly DescService[]): void {
  const f = schema.generateFile("rich.ts");
  printHead(f);
  const defaults = f.import("DefaultHandlers", "./types.js", true);
  f.print("/** Loads the rich defaults of a service, by its name with the package. */");
  const name = f.export("const", "richDefaults");
  f.print(name, ": Readonly<Record<string, () => Promise<", defaults, ">>> = {");
  for (const service of services) {
    const { richModule, rich } = namesOf(service);
    f.print("  ", f.string(service.typeName), ": ", printLoad(richModule, rich), ",");
  }
  f.print("};");
}

/** A function that imports a module when it is called, and returns one of its exports. */
function printLoad(module: string, name: string): string {
  return `async () => (await import(${JSON.stringify(module)})).${name}`;
}

/** Writes `services.ts`: all services, by their names without the package. */
export function generateServiceIndex(schema: Schema, services: readonly DescService[]): void {
  const f = schema.generateFile("services.ts");
  printHead(f);
  f.print("/** The handlers of each service of the API, by the service's name. */");
  const interfaceName = f.export("interface", "Handlers");
  f.print(interfaceName, "<Control = unknown, Claims = unknown> {");
  for (const service of services) {
    const { module, handlers } = namesOf(service);
    const type = [f.import(handlers, module, true), "<Control, Claims>"];
    f.print("  readonly ", service.name, ": ", type, ";");
  }
  f.print("}");
  f.print();
  f.print("/** Every service of the API, by its name. */");
  const type = f.import("Service", "./types.js", true);
  f.print(f.export("const", "services"), ": Readonly<Record<keyof Handlers, ", type, ">> = {");
  for (const service of services) {
    const { module, methods } = namesOf(service);
    const name = ["name: ", f.string(service.typeName)];
    f.print("  ", service.name, ": { ", name, ", methods: ", f.import(methods, module), " },");
  }
  f.print("};");
}

/** Writes `responses.ts`: the types of the responses in JSON, by path and by name of the method. */
export function generateResponses(schema: Schema, services: readonly DescService[]): void {
  const f = schema.generateFile("responses.ts");
  printHead(f);
  const emptyJson = f.import("EmptyJson", "@bufbuild/protobuf/wkt", true);
  const methods = services.flatMap((service) => service.methods);
  const byKey = new Map<string, Set<DescMessage>>();
  for (const { name, parent, output } of methods) {
    for (const key of [`${parent.typeName}/${name}`, name]) {
      byKey.set(key, (byKey.get(key) ?? new Set()).add(output));
    }
  }
  f.print(
    "/** The JSON form of each method's response message, by the method's path and by its name. */",
  );
  f.print(f.export("interface", "Responses"), " {");
  for (const [key, outputs] of byKey) {
    const types = [...outputs].flatMap((output) => [
      " | ",
      // `{}`, the JSON type of other messages without fields, accepts any field.
      output.fields.length === 0 ? emptyJson : f.importJson(output),
    ]);
    f.print("  readonly ", f.string(key), ": ", types.slice(1), ";");
  }
  f.print("}");
}

/** Writes `registry.ts`: all message types that an `Any` can hold. */
export function generateRegistry(schema: Schema, files: readonly DescFile[]): void {
  const f = schema.generateFile("registry.ts");
  printHead(f);
  const types: Printable[] = files.map((file) => ["  ", f.importSchema(file), ",\n"]);
  const createRegistry = f.import("createRegistry", "@bufbuild/protobuf");
  f.print("/** Every message type of the schema. */");
  f.print(f.export("const", "registry"), " = ", createRegistry, "(");
  f.print(types, ");");
}

/** Prints the head of a file that is made from several protos. */
export function printHead(f: GeneratedFile): void {
  f.print("// @generated by protoc-gen-livekit-mock");
  f.print("/* eslint-disable */");
  f.print();
}
