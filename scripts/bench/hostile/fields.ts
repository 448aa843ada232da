/** The fields of messages that can be there many times, and values of them. */
import { ScalarType, type DescField, type DescMessage } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** The most that a body or a message has, in bytes. */
export const megabyte = 1_000_000;
/** As many entries as are decoded. */
export const entries = 9_990;
/** As far as messages are followed into one another. */
const maxDepth = 4;

/** A field that can be there many times, with the way to it. */
export type Way = readonly DescField[];
export function waysOf(schema: DescMessage, seen: Set<DescField>, before: Way = []): Way[] {
  if (before.length === maxDepth) return [];
  return schema.fields.flatMap((field) => {
    const way = [...before, field];
    const inner = field.message ? waysOf(field.message, seen, way) : [];
    const isMany = field.fieldKind === "list" || field.fieldKind === "map" || field.message;
    if (!isMany || seen.has(field)) return inner;
    seen.add(field);
    return [way, ...inner];
  });
}

/** The payload of one entry of a field; with all that its message has if it is to be full. */
export function entryOf(field: DescField, isFull: boolean): Uint8Array {
  const writer = new BinaryWriter();
  if (field.fieldKind === "list" && !field.message && isPackable(field)) {
    const packed = Buffer.alloc(isFull ? entries : megabyte / 2, 1);
    return writer.tag(field.number, WireType.LengthDelimited).bytes(packed).finish();
  }
  const content = isFull && field.message ? fullMessage(field.message) : new Uint8Array();
  return writer.tag(field.number, WireType.LengthDelimited).bytes(content).finish();
}

function isPackable(field: DescField & { fieldKind: "list" }): boolean {
  return ![ScalarType.STRING, ScalarType.BYTES].includes(field.scalar ?? ScalarType.INT32);
}

/** A message with each of its single scalars. */
function fullMessage(schema: DescMessage): Uint8Array {
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

/** So many times the entry, in at most 1 MB. */
export function times(entry: Uint8Array, count: number): Uint8Array {
  return repeated(entry, Math.min(megabyte, count * entry.length));
}

export function repeated(entry: Uint8Array, bytes: number): Uint8Array {
  const count = Math.max(1, Math.floor(bytes / entry.length));
  return Buffer.alloc(count * entry.length, entry);
}

/** A payload inside of the messages that lead to it. */
export function wire(way: Way, payload: Uint8Array): Uint8Array {
  return way
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

export function text(way: Way, value: string): string {
  return way.reduceRight((inner, field, at) => {
    const isList = field.fieldKind === "list" && at < way.length - 1;
    return `{"${field.jsonName}":${isList ? `[${inner}]` : inner}}`;
  }, value);
}
