import type { DescFile } from "@bufbuild/protobuf";
import type { GeneratedFile, Schema } from "@bufbuild/protoplugin";
import { printHead } from "./table.js";

/** Packages whose messages get no namespace: LiveKit's main one, and the empty one. */
const mainPackages = new Set(["livekit", ""]);

/**
 * Writes `messages.ts`: all messages, enums and services with their schemas. Every package but the
 * main one gets a namespace, since its names may clash.
 */
export function generateMessages(schema: Schema, files: readonly DescFile[]): void {
  const f = schema.generateFile("messages.ts");
  printHead(f);
  const packages = [...new Set(files.map(packageOf))];
  for (const name of packages.filter((one) => mainPackages.has(one))) printExports(f, name, files);
  for (const name of packages.filter((one) => !mainPackages.has(one))) {
    const namespace = namespaceOf(name);
    f.print("export * as ", namespace, ' from "./messages_', namespace, '.js";');
    const inner = schema.generateFile(`messages_${namespace}.ts`);
    printHead(inner);
    printExports(inner, name, files);
  }
}

function packageOf({ proto }: DescFile): string {
  return proto.package;
}

function printExports(f: GeneratedFile, packageName: string, files: readonly DescFile[]): void {
  for (const file of files) {
    if (packageOf(file) === packageName) f.print('export * from "./', file.name, '_pb.js";');
  }
}

/** `livekit.agent` to `agent`, `google.rpc` to `googleRpc`. */
function namespaceOf(packageName: string): string {
  const [first = "", ...rest] = packageName.replace(/^livekit\./, "").split(/[._]/);
  return first + rest.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join("");
}
