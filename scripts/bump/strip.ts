/** Removes from a file what only LiveKit's own code uses, and what Twirp does not support. */
import { clone } from "@bufbuild/protobuf";
import { reflect, type ReflectMessage } from "@bufbuild/protobuf/reflect";
import {
  FileDescriptorProtoSchema,
  FileOptionsSchema,
  type DescriptorProto,
  type FileDescriptorProto,
  type MethodDescriptorProto,
} from "@bufbuild/protobuf/wkt";
import type { Extensions } from "./proto/extensions.js";
import { collectScopes, join } from "./proto/names.js";
import { droppedFileOptions, droppedOptionPackages, isInternal } from "./policy.js";

export interface Stripped {
  readonly file: FileDescriptorProto;
  /** The paths of streaming methods, which are left out. */
  readonly streaming: readonly string[];
}

/** Returns a stripped copy of the file. Its unused imports remain. */
export function strip(source: FileDescriptorProto, extensions: Extensions): Stripped {
  const file = clone(FileDescriptorProtoSchema, source);
  for (const options of collectOptions(reflect(FileDescriptorProtoSchema, file))) {
    const own = extensions.get(options.desc.typeName);
    const kept = (options.getUnknown() ?? []).filter(
      ({ no }) => !droppedOptionPackages.includes(own?.get(no)?.packageName ?? ""),
    );
    options.setUnknown(kept);
    if (options.desc.typeName !== FileOptionsSchema.typeName) continue;
    for (const field of options.fields) {
      if (droppedFileOptions.includes(field.name)) options.clear(field);
    }
  }
  if (isInternal(file.name)) file.service = [];
  const streaming = file.service.flatMap(({ name, method }) =>
    method.filter(streams).map((each) => `${join(file.package, name)}/${each.name}`),
  );
  for (const service of file.service) {
    service.method = service.method.filter((method) => !streams(method));
  }
  file.service = file.service.filter((service) => service.method.length > 0);
  return { file, streaming };
}

function streams({ clientStreaming, serverStreaming }: MethodDescriptorProto): boolean {
  return clientStreaming || serverStreaming;
}

/** Drops the imports whose types the file does not use. */
export function dropUnusedImports(
  file: FileDescriptorProto,
  files: readonly FileDescriptorProto[],
): void {
  const used = new Set(collectReferences(file));
  file.dependency = file.dependency.filter((path) => {
    const imported = files.find(({ name }) => name === path);
    return imported !== undefined && [...collectScopes([imported])].some((name) => used.has(name));
  });
}

/** All options in a file: its own, and those of everything that it declares. */
function collectOptions(message: ReflectMessage): ReflectMessage[] {
  if (/^google\.protobuf\.\w+Options$/.test(message.desc.typeName)) return [message];
  return message.fields.flatMap((field) => {
    if (!message.isSet(field)) return [];
    if (field.fieldKind === "message") return collectOptions(message.get(field));
    if (field.fieldKind !== "list" || field.listKind !== "message") return [];
    return [...message.get(field)].flatMap((element) => collectOptions(element as ReflectMessage));
  });
}

/** The full names of the types of the file's fields and methods. */
function collectReferences(file: FileDescriptorProto): string[] {
  const inMessage = (message: DescriptorProto): string[] => [
    ...message.field.map(({ typeName }) => typeName),
    ...message.nestedType.flatMap(inMessage),
  ];
  const inMethods = file.service.flatMap(({ method }) =>
    method.flatMap(({ inputType, outputType }) => [inputType, outputType]),
  );
  // A scalar's type name is empty, any other starts with a dot.
  return [...file.messageType.flatMap(inMessage), ...inMethods].map((name) => name.slice(1));
}
