import type { DescFile, DescMethod, DescService } from "@bufbuild/protobuf";
import type { GeneratedFile, Printable, Schema } from "@bufbuild/protoplugin";
import { printEcho } from "../defaults.js";
import { planDefault } from "../planDefault.js";
import { namesOf } from "../service.js";
import { planRich, type RichMessage, type RichValue } from "./plan.js";

/** Writes `<file>_rich.ts`: each service's rich defaults. */
export function generateRich(schema: Schema, file: DescFile): void {
  const f = schema.generateFile(`${file.name}_rich.ts`);
  f.preamble(file);
  const shared = new SharedMessages(f);
  const plans = file.services.map((service) => ({
    service,
    methods: service.methods.map((method) => ({
      method,
      init: shared.initOf(planRich(method)),
    })),
  }));
  shared.print();
  for (const { service, methods } of plans) {
    printHead(f, service);
    for (const { method, init } of methods) printMethod(f, method, init);
    f.print("};");
    f.print();
  }
}

function printHead(f: GeneratedFile, service: DescService): void {
  const { module, handlers, rich } = namesOf(service);
  const type = [
    f.import("Defaults", "./types.js", true),
    "<",
    f.import(handlers, module, true),
    ">",
  ];
  f.print("/** The rich default of each method of `", service.typeName, "`. */");
  f.print(f.export("const", rich), ": ", type, " = {");
}

function printMethod(f: GeneratedFile, method: DescMethod, init: string): void {
  const { input, output, name } = method;
  const echoes = planDefault(method).flatMap(({ field, echo }) =>
    echo === undefined ? [] : [printEcho(field, echo)],
  );
  const parameters: Printable = echoes.length > 0 ? ["_ctx, request: ", f.importShape(input)] : [];
  const create: Printable = [f.runtime.create, "(", f.importSchema(output), ", ", init, ")"];
  f.print("  ", name, "(", parameters, "): ", f.importShape(output), " {");
  if (echoes.length === 0) f.print("    return ", create, ";");
  else {
    f.print("    const response = ", create, ";");
    for (const echo of echoes) f.print("    ", echo);
    f.print("    return response;");
  }
  f.print("  },");
}

/** Nested messages, each with a function that equal ones share. */
class SharedMessages {
  readonly #file: GeneratedFile;
  /** The name of the function, by the message's name and code. */
  readonly #names = new Map<string, string>();
  readonly #functions: Printable[] = [];
  readonly #counts = new Map<string, number>();

  constructor(file: GeneratedFile) {
    this.#file = file;
  }

  /** The code of a message's fields. */
  initOf({ members }: RichMessage): string {
    const properties = members.map(({ field, value }) => {
      const code = this.#codeOf(value);
      return field.oneof === undefined
        ? `${field.localName}: ${code}`
        : `${field.oneof.localName}: { case: ${JSON.stringify(field.localName)}, value: ${code} }`;
    });
    return properties.length === 0 ? "{}" : `{ ${properties.join(", ")} }`;
  }

  #codeOf(value: RichValue): string {
    switch (value.kind) {
      case "code":
        return value.code;
      case "list":
        return `[${this.#codeOf(value.entry)}]`;
      case "map":
        return `{ ${value.key}: ${this.#codeOf(value.entry)} }`;
      case "message":
        return `${this.#nameOf(value.message)}()`;
    }
  }

  #nameOf(message: RichMessage): string {
    const { schema } = message;
    const init = this.initOf(message);
    const key = `${schema.typeName} ${init}`;
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const own = schema.typeName.replace(/^livekit\./, "").replaceAll(".", "");
    const count = (this.#counts.get(own) ?? 0) + 1;
    this.#counts.set(own, count);
    const name = `make${own}${count === 1 ? "" : String(count)}`;
    this.#names.set(key, name);
    const f = this.#file;
    const type = [
      f.import("MessageInitShape", "@bufbuild/protobuf", true),
      "<typeof ",
      f.importSchema(schema),
      ">",
    ];
    this.#functions.push(["function ", name, "(): ", type, " {\n  return ", init, ";\n}\n"]);
    return name;
  }

  print(): void {
    for (const one of this.#functions) this.#file.print(one);
  }
}
