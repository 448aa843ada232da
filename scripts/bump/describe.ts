/** Describes the elements of a schema in named parts, which can be compared between versions. */
import {
  ScalarType,
  type DescEnum,
  type DescEnumValue,
  type DescField,
  type DescFile,
  type DescMessage,
  type DescMethod,
  type DescService,
} from "@bufbuild/protobuf";
import { protoCamelCase } from "@bufbuild/protobuf/reflect";

/** Descriptions by part, such as `type`. An empty one means that the element lacks the part. */
export type Parts = ReadonlyMap<string, string>;

export interface Description {
  /** The file that declares it. */
  readonly file: string;
  readonly parts: Parts;
  /** What a new message or enum contains: a description of each member, by its name. */
  readonly members: Parts;
}

export function describeService(service: DescService): Description {
  const file = fileOf(service.file);
  return describe(file, { file, deprecated: service.deprecated });
}

export function describeMethod({ input, output, deprecated, parent }: DescMethod): Description {
  const types = { request: input.typeName, response: output.typeName };
  return describe(fileOf(parent.file), { ...types, deprecated });
}

export function describeMessage(message: DescMessage): Description {
  const { deprecated, fields, proto } = message;
  const file = fileOf(message.file);
  // The end of a reserved range is exclusive in a message, inclusive in an enum.
  const numbers = formatRanges(proto.reservedRange, 1);
  const names = proto.reservedName.join(", ");
  return describe(
    file,
    { file, deprecated, "reserved numbers": numbers, "reserved names": names },
    fields.map((field) => [field.name, summarize(describeField(field).parts)]),
  );
}

export function describeField(field: DescField): Description {
  return describe(fileOf(field.parent.file), {
    type: typeOf(field),
    number: String(field.number),
    oneof: field.oneof?.name ?? "",
    "JSON name": field.jsonName === protoCamelCase(field.name) ? "" : field.jsonName,
    deprecated: field.deprecated,
  });
}

export function describeEnum(type: DescEnum): Description {
  const { deprecated, proto, values } = type;
  const file = fileOf(type.file);
  const numbers = formatRanges(proto.reservedRange, 0);
  const names = proto.reservedName.join(", ");
  const aliases = proto.options?.allowAlias ?? false;
  return describe(
    file,
    {
      file,
      deprecated,
      "with aliases": aliases,
      "reserved numbers": numbers,
      "reserved names": names,
    },
    values.map((value) => [value.name, summarize(describeValue(value).parts)]),
  );
}

export function describeValue({ number, deprecated, parent }: DescEnumValue): Description {
  return describe(fileOf(parent.file), { number: String(number), deprecated });
}

function describe(
  file: string,
  parts: Readonly<Record<string, string | boolean>>,
  members: readonly (readonly [string, string])[] = [],
): Description {
  const texts = Object.entries(parts).map(([what, value]): [string, string] => [
    what,
    typeof value === "string" ? value : value ? "yes" : "",
  ]);
  return { file, parts: new Map(texts), members: new Map(members) };
}

/** For example `repeated string, number 4, oneof x`. */
export function summarize(parts: Iterable<readonly [what: string, text: string]>): string {
  const words = [...parts].map(([what, value]) => {
    if (value === "" || what === "type") return value;
    return value === "yes" ? what : `${what} ${value}`;
  });
  return words.filter((word) => word !== "").join(", ");
}

function typeOf(field: DescField): string {
  switch (field.fieldKind) {
    case "map":
      return `map<${ScalarType[field.mapKey].toLowerCase()}, ${elementType(field)}>`;
    case "list":
      return `repeated ${elementType(field)}`;
    default:
      return `${field.proto.proto3Optional ? "optional " : ""}${elementType(field)}`;
  }
}

function elementType({ message, enum: enumeration, scalar }: DescField): string {
  const scalarName = scalar === undefined ? "" : ScalarType[scalar].toLowerCase();
  return message?.typeName ?? enumeration?.typeName ?? scalarName;
}

function formatRanges(
  reserved: readonly { readonly start: number; readonly end: number }[],
  excess: 0 | 1,
): string {
  const texts = reserved.map(({ start, end }) => {
    const last = end - excess;
    return start === last ? String(start) : `${String(start)} to ${String(last)}`;
  });
  return texts.join(", ");
}

function fileOf(file: DescFile): string {
  return file.proto.name;
}
