import type { DescriptorProto, FileDescriptorProto } from "@bufbuild/protobuf/wkt";
import { join } from "./names.js";

/** A custom option: its name, and the package that declares it. */
export interface Extension {
  readonly name: string;
  readonly packageName: string;
}

/** The extensions of a build, by the message that they extend and by number. */
export type Extensions = ReadonlyMap<string, ReadonlyMap<number, Extension>>;

export function collectExtensions(files: readonly FileDescriptorProto[]): Extensions {
  const extensions = new Map<string, Map<number, Extension>>();
  const add = (scope: string, packageName: string, of: FileDescriptorProto | DescriptorProto) => {
    for (const { name, number, extendee } of of.extension) {
      const target = extendee.replace(/^\./, "");
      const own = extensions.get(target) ?? new Map<number, Extension>();
      extensions.set(target, own.set(number, { name: join(scope, name), packageName }));
    }
    const nested = "nestedType" in of ? of.nestedType : of.messageType;
    for (const message of nested) add(join(scope, message.name), packageName, message);
  };
  for (const file of files) add(file.package, file.package, file);
  return extensions;
}
