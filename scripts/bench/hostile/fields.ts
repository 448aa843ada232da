/** Fields that a message can repeat, and values for them. */
import { ScalarType, type DescField, type DescMessage } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** The largest body or message, in bytes. */
export const megabyte = 1_000_000;
/** About as many entries as the mock decodes. */
export const entries = 9_990;
/** How deep to follow nested messages. */
const maxDepth = 4;

/** A field that can be repeated, after the fields that lead to it. */
export type FieldPath = readonly DescField[];
export function findPaths(
  schema: DescMessage,
  seen: Set<DescField>,
  parents: FieldPath = [],
): FieldPath[] {
  if (parents.length === maxDepth) return [];
  return schema.fields.flatMap((field) => {
    const path = [...parents, field];
    const inner = field.message ? findPaths(field.message, seen, path) : [];
    const isRepeatable = field.fieldKind === "list" || field.fieldKind === "map" || field.message;
    if (!isRepeatable || seen.has(field)) return inner;
    seen.add(field);
    return [path, ...inner];
  });
}

/** Encodes one entry of a field. A full one has all fields of its message. */
export function makeEntry(field: DescField, isFull: boolean): Uint8Array {
  const writer = new BinaryWriter();
  if (field.fieldKind === "list" && !field.message && isPackable(field)) {
    const packed = Buffer.alloc(isFull ? entries : megabyte / 2, 1);
    return writer.tag(field.number, WireType.LengthDelimited).bytes(packed).finish();
  }
  const content = isFull && field.message ? encodeFull(field.message) : new Uint8Array();
  return writer.tag(field.number, WireType.LengthDelimited).bytes(content).finish();
}

function isPackable(field: DescField & { fieldKind: "list" }): boolean {
  return ![ScalarType.STRING, ScalarType.BYTES].includes(field.scalar ?? ScalarType.INT32);
}

/** Encodes a message with all of its enums and scalars. */
function encodeFull(schema: DescMessage): Uint8Array {
  const writer = new BinaryWriter();
  for (const field of schema.fields) {
    if (field.fieldKind === "enum") writer.tag(field.number, WireType.Varint).int32(1);
    if (field.fieldKind !== "scalar") continue;
    if (field.scalar === ScalarType.STRING || field.scalar === ScalarType.BYTES) {
      writer.tag(field.number, WireType.LengthDelimited).string("a");
    } else if (field.scalar === ScalarType.DOUBLE) {
      writer.tag(field.number, WireType.Bit64).double(1);
    } else if (field.scalar === ScalarType.FLOAT) {
      writer.tag(field.number, WireType.Bit32).float(1);
    } else writer.tag(field.number, WireType.Varint).int32(1);
  }
  return writer.finish();
}

/** Repeats the entry `count` times, up to 1 MB. */
export function repeat(entry: Uint8Array, count: number): Uint8Array {
  return repeatToSize(entry, Math.min(megabyte, count * entry.length));
}

export function repeatToSize(entry: Uint8Array, bytes: number): Uint8Array {
  const count = Math.max(1, Math.floor(bytes / entry.length));
  return Buffer.alloc(count * entry.length, entry);
}

/** Wraps a payload in the messages that lead to it. */
export function nestWire(path: FieldPath, payload: Uint8Array): Uint8Array {
  return path
    .slice(0, -1)
    .reduceRight(
      (inner, { number }) =>
        new BinaryWriter().tag(number, WireType.LengthDelimited).bytes(inner).finish(),
      payload,
    );
}

export function jsonEntries(field: DescField, isFull: boolean, most: number): string {
  const entry =
    isFull && field.message ? JSON.stringify(fullJson(field.message)) : emptyJson(field);
  const isMap = field.fieldKind === "map";
  const size = entry.length + (isMap ? 10 : 1);
  const count = Math.min(Math.floor(megabyte / size), isFull ? most : Infinity);
  if (isMap) {
    return `{${Array.from({ length: count }, (_, at) => `"${String(at)}":${entry}`).join()}}`;
  }
  if (field.fieldKind === "list") return `[${Array<string>(count).fill(entry).join()}]`;
  return entry;
}

function emptyJson({ message, scalar }: DescField): string {
  if (message) return "{}";
  return scalar === ScalarType.STRING || scalar === ScalarType.BYTES ? '""' : "0";
}

function fullJson(schema: DescMessage): Record<string, unknown> {
  const members = schema.fields.flatMap((field): [string, unknown][] => {
    if (field.fieldKind === "enum") return [[field.jsonName, 1]];
    if (field.fieldKind !== "scalar") return [];
    if (field.scalar === ScalarType.BOOL) return [[field.jsonName, true]];
    return [[field.jsonName, field.scalar === ScalarType.STRING ? "a" : "1"]];
  });
  return Object.fromEntries(members);
}

export function nestJson(path: FieldPath, value: string): string {
  return path.reduceRight((inner, field, at) => {
    const isList = field.fieldKind === "list" && at < path.length - 1;
    return `{"${field.jsonName}":${isList ? `[${inner}]` : inner}}`;
  }, value);
}
