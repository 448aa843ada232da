import type { DescFile, DescService } from "@bufbuild/protobuf";
import type { GeneratedFile, Schema } from "@bufbuild/protoplugin";
import { printDefault } from "./defaults.js";

const twirp = "twirp-ts";

/** Where the generated code of a service is, and what it is called there. */
export function namesOf(service: DescService): {
  readonly mockFile: string;
  readonly handlers: string;
  readonly defaults: string;
} {
  const name = service.name;
  return {
    mockFile: `./${service.file.name}_mock.js`,
    handlers: `${name}Handlers`,
    defaults: `${lowerFirst(name)}Defaults`,
  };
}

/** Writes `<file>_mock.ts`: per service its interface and its populated defaults. */
export function generateMockFile(schema: Schema, file: DescFile): void {
  const f = schema.generateFile(`${file.name}_mock.ts`);
  f.preamble(file);
  for (const service of file.services) {
    printInterface(f, service);
    printDefaults(f, service);
  }
}

function printInterface(f: GeneratedFile, service: DescService): void {
  const context = f.import("TwirpContext", twirp, true);
  f.print("/** What implements `", service.typeName, "`: one function a method. */");
  const name = f.export("interface", namesOf(service).handlers);
  f.print(name, "<Context extends ", context, " = ", context, "> {");
  for (const { name, input, output, deprecated } of service.methods) {
    if (deprecated) f.print("  /** @deprecated */");
    const request = f.importShape(input);
    const response = f.importShape(output);
    f.print("  ", name, "(ctx: Context, request: ", request, "): Promise<", response, ">;");
  }
  f.print("}");
  f.print();
}

function printDefaults(f: GeneratedFile, service: DescService): void {
  const { defaults, handlers } = namesOf(service);
  f.print("/** The populated default of each method of `", service.typeName, "`. */");
  f.print(f.export("const", defaults), " = {");
  for (const method of service.methods) printDefault(f, method);
  const type = f.import("Defaults", "./types.js", true);
  f.print("} satisfies ", type, "<", handlers, ">;");
  f.print();
}

/** Writes `<file>_twirp.ts`: per service its twirp-ts server. */
export function generateTwirpFile(schema: Schema, file: DescFile): void {
  const f = schema.generateFile(`${file.name}_twirp.ts`);
  f.preamble(file);
  for (const service of file.services) printServer(f, service);
}

function printServer(f: GeneratedFile, service: DescService): void {
  const context = f.import("TwirpContext", twirp, true);
  const server = f.import("TwirpServer", twirp, true);
  const { mockFile, handlers } = namesOf(service);
  const implementation = [f.import(handlers, mockFile, true), "<Context>"];
  f.print(
    "/** A twirp-ts server of `",
    service.typeName,
    "`, to be mounted in an app of one's own. */",
  );
  f.print(f.export("function", `create${service.name}Server`), "<");
  f.print("  Context extends ", context, " = ", context, ",");
  f.print(">(service: ", implementation, "): ", server, "<", implementation, ", Context> {");
  f.print("  return ", f.import("createServer", "./server.js"), "<", implementation, ", Context>(");
  f.print("    ", f.string(service.file.proto.package), ",");
  f.print("    ", f.string(service.name), ",");
  f.print("    service,");
  f.print("    {");
  const unary = f.import("unary", "./server.js");
  for (const { name, input, output } of service.methods) {
    const schemas = [f.importSchema(input), ", ", f.importSchema(output)];
    f.print("      ", name, ": ", unary, "(", schemas, "),");
  }
  f.print("    },");
  f.print("  );");
  f.print("}");
  f.print();
}

/** `RoomService` to `roomService`, `SIP` to `sip`, `AgentDBService` to `agentDBService`. */
function lowerFirst(name: string): string {
  return name.replace(/^[A-Z]+$|^[A-Z]+(?=[A-Z][a-z])|^[A-Z]/, (head) => head.toLowerCase());
}
