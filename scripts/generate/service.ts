import type { DescFile, DescService } from "@bufbuild/protobuf";
import type { GeneratedFile, Schema } from "@bufbuild/protoplugin";
import { printDefault } from "./defaults.js";
import type { MethodPlan } from "./join.js";
import { printRow } from "./row.js";

/** The module of a service's generated code, and its exports. */
export function namesOf(service: DescService): {
  readonly module: string;
  readonly handlers: string;
  readonly defaults: string;
  readonly rich: string;
  readonly richModule: string;
  readonly methods: string;
} {
  const { name, file } = service;
  const local = lowerFirst(name);
  return {
    module: `./${file.name}_mock.js`,
    handlers: `${name}Handlers`,
    defaults: `${local}Defaults`,
    rich: `${local}Rich`,
    richModule: `./${file.name}_rich.js`,
    methods: `${local}Methods`,
  };
}

/** Writes `<file>_mock.ts`: each service's interface, its populated defaults and a row per method. */
export function generateServices(
  schema: Schema,
  file: DescFile,
  plans: readonly MethodPlan[],
): void {
  const f = schema.generateFile(`${file.name}_mock.ts`);
  f.preamble(file);
  for (const service of file.services) {
    printInterface(f, service);
    printDefaults(f, service);
    const own = plans.filter(({ method }) => method.parent === service);
    printMethods(f, service, own);
  }
}

function printInterface(f: GeneratedFile, service: DescService): void {
  const context = [f.import("HandlerContext", "./types.js", true), "<Control, Claims>"];
  f.print("/** The handlers of `", service.typeName, "`, one per method. */");
  const name = f.export("interface", namesOf(service).handlers);
  f.print(name, "<Control = unknown, Claims = unknown> {");
  for (const { name, input, output, deprecated } of service.methods) {
    if (deprecated) f.print("  /** @deprecated */");
    const request = f.importShape(input);
    const response = f.importShape(output);
    const result = [response, " | Promise<", response, ">"];
    f.print("  ", name, "(ctx: ", context, ", request: ", request, "): ", result, ";");
  }
  f.print("}");
  f.print();
}

function printDefaults(f: GeneratedFile, service: DescService): void {
  const { defaults, handlers } = namesOf(service);
  const type = [f.import("Defaults", "./types.js", true), "<", handlers, ">"];
  f.print("/** The populated default of each method of `", service.typeName, "`. */");
  f.print(f.export("const", defaults), ": ", type, " = {");
  for (const method of service.methods) printDefault(f, method);
  f.print("};");
  f.print();
}

function printMethods(f: GeneratedFile, service: DescService, plans: readonly MethodPlan[]): void {
  const { defaults, methods } = namesOf(service);
  const method = f.import("Method", "./types.js", true);
  f.print("/** The methods of `", service.typeName, "`. */");
  f.print(f.export("const", methods), ": readonly ", method, "[] = [");
  for (const plan of plans) printRow(f, plan, defaults);
  f.print("];");
  f.print();
}

/** `RoomService` to `roomService`, `SIP` to `sip`, `AgentDBService` to `agentDBService`. */
function lowerFirst(name: string): string {
  return name.replace(/^[A-Z]+$|^[A-Z]+(?=[A-Z][a-z])|^[A-Z]/, (head) => head.toLowerCase());
}
