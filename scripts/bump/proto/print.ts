/**
 * The canonical printer: prints a file descriptor as formatted proto3 source, without comments.
 *
 * The text depends only on the descriptor, so compiling and printing it again gives the same bytes.
 * It refuses what it cannot print (proto2, groups, extensions, options that are not listed) with an
 * error that names it, because leaving it out would change the schema.
 */
import { isFieldSet, type DescMessage, type MessageShape } from "@bufbuild/protobuf";
import { protoCamelCase, reflect } from "@bufbuild/protobuf/reflect";
import {
  EnumOptionsSchema,
  EnumValueOptionsSchema,
  FieldDescriptorProtoSchema,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FieldOptionsSchema,
  FileOptionsSchema,
  MessageOptionsSchema,
  MethodOptionsSchema,
  OneofOptionsSchema,
  ServiceOptionsSchema,
  type DescriptorProto,
  type EnumDescriptorProto,
  type FieldDescriptorProto,
  type FileDescriptorProto,
  type MethodDescriptorProto,
  type ServiceDescriptorProto,
} from "@bufbuild/protobuf/wkt";
import { collectExtensions, type Extensions } from "./extensions.js";
import { collectScopes, join, referTo, type Scopes } from "./names.js";

/**
 * Prints one file. Type names are as short as all `files` together allow. `extensions` have the names
 * of custom options, for the errors that refuse them.
 */
export function printProto(
  file: FileDescriptorProto,
  files: readonly FileDescriptorProto[],
  extensions = collectExtensions(files),
): string {
  // A proto2 descriptor has no syntax.
  refuseIf(file.syntax !== "proto3", `${file.name}: syntax "${file.syntax || "proto2"}"`);
  refuseIf(file.extension.length > 0, `${file.name}: extensions`);
  refuseIf(file.publicDependency.length > 0, `${file.name}: public imports`);
  refuseIf(file.weakDependency.length > 0, `${file.name}: weak imports`);
  const context: Context = {
    packageName: file.package,
    scopes: collectScopes(files),
    extensions,
  };
  printOptions(FileOptionsSchema, file.options, [], file.name, context);
  const head = [`syntax = "proto3";`];
  if (file.package !== "") head.push("", `package ${file.package};`);
  if (file.dependency.length > 0) head.push("");
  head.push(...[...file.dependency].sort().map((path) => `import "${path}";`));
  const blocks = [
    ...file.service.map((service) => printService(service, context)),
    ...file.enumType.map((type) => printEnum(type, context.packageName, context)),
    ...file.messageType.map((type) => printMessage(type, context.packageName, context)),
  ];
  return [head, ...blocks].map((lines) => `${lines.join("\n")}\n`).join("\n");
}

interface Context {
  readonly packageName: string;
  readonly scopes: Scopes;
  readonly extensions: Extensions;
}

function printService(service: ServiceDescriptorProto, context: Context): string[] {
  const name = join(context.packageName, service.name);
  const options = printOptions(
    ServiceOptionsSchema,
    service.options,
    ["deprecated"],
    name,
    context,
  );
  const methods = service.method.flatMap((method) => printMethod(method, name, context));
  return block(`service ${service.name}`, [optionLines(options), methods]);
}

function printMethod(method: MethodDescriptorProto, scope: string, context: Context): string[] {
  const type = (target: string, streams: boolean): string =>
    `${streams ? "stream " : ""}${referTo(target, scope, context.packageName, context.scopes)}`;
  const input = type(method.inputType, method.clientStreaming);
  const output = type(method.outputType, method.serverStreaming);
  const head = `rpc ${method.name}(${input}) returns (${output})`;
  const where = join(scope, method.name);
  const options = printOptions(MethodOptionsSchema, method.options, ["deprecated"], where, context);
  return options.length === 0 ? [`${head};`] : block(head, [optionLines(options)]);
}

function printEnum(type: EnumDescriptorProto, parent: string, context: Context): string[] {
  const name = join(parent, type.name);
  const options = printOptions(
    EnumOptionsSchema,
    type.options,
    ["allow_alias", "deprecated"],
    name,
    context,
  );
  const values = type.value.map((value) => {
    const where = join(name, value.name);
    const set = printOptions(EnumValueOptionsSchema, value.options, ["deprecated"], where, context);
    return `${value.name} = ${String(value.number)}${inBrackets(set)};`;
  });
  const ranges = type.reservedRange.map(({ start, end }) => range(start, end, 2 ** 31 - 1));
  return block(`enum ${type.name}`, [
    optionLines(options),
    reservedLines(ranges, type.reservedName),
    values,
  ]);
}

function printMessage(type: DescriptorProto, parent: string, context: Context): string[] {
  const name = join(parent, type.name);
  refuseIf(type.extension.length > 0, `${name}: extensions`);
  refuseIf(type.extensionRange.length > 0, `${name}: extension ranges`);
  const options = printOptions(MessageOptionsSchema, type.options, ["deprecated"], name, context);
  const nested = type.nestedType.filter((message) => message.options?.mapEntry !== true);
  // The end of a reserved range is exclusive in a message, inclusive in an enum.
  const ranges = type.reservedRange.map(({ start, end }) => range(start, end - 1, 2 ** 29 - 1));
  return block(`message ${type.name}`, [
    optionLines(options),
    reservedLines(ranges, type.reservedName),
    ...type.enumType.map((inner) => printEnum(inner, name, context)),
    ...nested.map((inner) => printMessage(inner, name, context)),
    printFields(type, name, context),
  ]);
}

/** Prints the fields in order, each oneof at its first member. */
function printFields(type: DescriptorProto, name: string, context: Context): string[] {
  const lines: string[] = [];
  const printed = new Set<number>();
  for (const field of type.field) {
    const at = field.oneofIndex;
    if (!inOneof(field)) {
      lines.push(printField(field, type, name, context));
    } else if (!printed.has(at)) {
      printed.add(at);
      const oneof = type.oneofDecl[at];
      refuseIf(oneof === undefined, `${name}.${field.name}: oneof ${String(at)}, not declared`);
      printOptions(OneofOptionsSchema, oneof?.options, [], `${name}.${oneof?.name ?? ""}`, context);
      const members = type.field.filter((other) => inOneof(other) && other.oneofIndex === at);
      const inner = members.map((member) => printField(member, type, name, context));
      lines.push(...block(`oneof ${oneof?.name ?? ""}`, [inner]));
    }
  }
  return lines;
}

/** Whether a field is in a written oneof. The descriptor of a proto3 `optional` has a hidden one. */
function inOneof(field: FieldDescriptorProto): boolean {
  return isFieldSet(field, FieldDescriptorProtoSchema.field.oneofIndex) && !field.proto3Optional;
}

function printField(
  field: FieldDescriptorProto,
  parent: DescriptorProto,
  scope: string,
  context: Context,
): string {
  const where = `${scope}.${field.name}`;
  refuseIf(field.extendee !== "", `${where}: extends ${field.extendee}`);
  refuseIf(field.label === FieldDescriptorProto_Label.REQUIRED, `${where}: required`);
  const options = printOptions(FieldOptionsSchema, field.options, ["deprecated"], where, context);
  const hasJsonName = isFieldSet(field, FieldDescriptorProtoSchema.field.jsonName);
  if (hasJsonName && field.jsonName !== protoCamelCase(field.name)) {
    options.push(`json_name = ${JSON.stringify(field.jsonName)}`);
  }
  const type = printType(field, parent, scope, context);
  const tail = `${field.name} = ${String(field.number)}${inBrackets(options)};`;
  if (type.startsWith("map<")) return `${type} ${tail}`;
  if (field.proto3Optional) return `optional ${type} ${tail}`;
  if (field.label === FieldDescriptorProto_Label.REPEATED) return `repeated ${type} ${tail}`;
  return `${type} ${tail}`;
}

function printType(
  field: FieldDescriptorProto,
  parent: DescriptorProto,
  scope: string,
  context: Context,
): string {
  switch (field.type) {
    case FieldDescriptorProto_Type.ENUM:
      return referTo(field.typeName, scope, context.packageName, context.scopes);
    case FieldDescriptorProto_Type.MESSAGE: {
      const entry = parent.nestedType.find(
        ({ name, options }) =>
          options?.mapEntry === true && field.typeName.endsWith(`${scope}.${name}`),
      );
      const [key, value] = entry?.field ?? [];
      if (entry === undefined || key === undefined || value === undefined) {
        return referTo(field.typeName, scope, context.packageName, context.scopes);
      }
      const print = (part: FieldDescriptorProto): string =>
        printType(part, entry, `${scope}.${entry.name}`, context);
      return `map<${print(key)}, ${print(value)}>`;
    }
    case FieldDescriptorProto_Type.GROUP:
      return refuse(`${scope}.${field.name}: a group`);
    default:
      return FieldDescriptorProto_Type[field.type].toLowerCase();
  }
}

function range(first: number, last: number, max: number): string {
  if (first === last) return String(first);
  return `${String(first)} to ${last >= max ? "max" : String(last)}`;
}

function reservedLines(ranges: readonly string[], names: readonly string[]): string[] {
  const lines: string[] = [];
  if (ranges.length > 0) lines.push(`reserved ${ranges.join(", ")};`);
  if (names.length > 0) lines.push(`reserved ${names.map((n) => JSON.stringify(n)).join(", ")};`);
  return lines;
}

/** Prints the options that `known` names as `name = value`, and refuses any other. */
function printOptions<Schema extends DescMessage>(
  schema: Schema,
  options: MessageShape<Schema> | undefined,
  known: readonly string[],
  where: string,
  { extensions }: Context,
): string[] {
  if (options === undefined) return [];
  const message = reflect(schema, options);
  for (const { no } of message.getUnknown() ?? []) {
    const extension = extensions.get(schema.typeName)?.get(no);
    refuse(`${where}: option ${extension === undefined ? String(no) : `(${extension.name})`}`);
  }
  const set = schema.fields.filter((field) => message.isSet(field) && field.name !== "map_entry");
  return set.map((field) => {
    refuseIf(!known.includes(field.name), `${where}: option ${field.name}`);
    return `${field.name} = ${JSON.stringify(message.get(field))}`;
  });
}

function optionLines(options: readonly string[]): string[] {
  return options.map((option) => `option ${option};`);
}

/** The options after a field or value. A single one stays on the line, several get a line each. */
function inBrackets(options: readonly string[]): string {
  if (options.length <= 1) return options.map((option) => ` [${option}]`).join("");
  return ` [\n${options.map((option) => `  ${option}`).join(",\n")}\n]`;
}

/** A block in braces, with a blank line between its paragraphs. */
function block(head: string, paragraphs: readonly (readonly string[])[]): string[] {
  const inner = paragraphs.filter((lines) => lines.length > 0);
  if (inner.length === 0) return [`${head} {}`];
  const body = inner
    .flatMap((lines, at) => (at === 0 ? lines : ["", ...lines]))
    .flatMap((line) => line.split("\n"));
  return [`${head} {`, ...body.map((line) => (line === "" ? "" : `  ${line}`)), "}"];
}

function refuseIf(condition: boolean, what: string): void {
  if (condition) refuse(what);
}

function refuse(what: string): never {
  throw new Error(`cannot print ${what}`);
}
