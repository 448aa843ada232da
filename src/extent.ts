import { ScalarType, type DescField, type DescMessage } from "@bufbuild/protobuf";
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { maxEntries, maxFields, maxLevels, type Excess } from "./limits.js";
import { perObject } from "./perObject.js";

/** How much there is in a message's bytes. */
export interface Extent {
  /** How many of the bytes are within the limits; a field of the message ends there. */
  readonly end: number;
  /** How many messages and entries of lists and maps there are in them. */
  readonly entries: number;
  /** The limit that the message goes over. */
  readonly excess?: Excess;
}

/**
 * Counts in one pass what the bytes of a message decode into. It goes through them as protobuf-es
 * does, which takes a value for what its field is, whatever the wire type says: else the count would
 * not be that of what is decoded. Where protobuf-es would fail, it ends.
 */
export function extentOf(schema: DescMessage, bytes: Uint8Array): Extent {
  const pass = new Pass(bytes);
  try {
    pass.readMessage(schema, bytes.length, 1);
  } catch {
    const { excess, entries } = pass;
    if (excess !== undefined) return { end: pass.end, entries, excess };
  }
  return { end: bytes.length, entries: pass.entries };
}

class Pass {
  readonly #reader: BinaryReader;
  entries = 0;
  #fields = 0;
  /** Where the field of the outermost message begins that is being read. */
  end = 0;
  /** The limit at which the pass has ended. */
  excess: Excess | undefined;

  constructor(bytes: Uint8Array) {
    this.#reader = new BinaryReader(bytes);
  }

  readMessage(schema: DescMessage, end: number, level: number): void {
    if (level > maxLevels) this.#stop("levels");
    const reader = this.#reader;
    const fields = fieldsOf(schema);
    let left = fields.size;
    while (reader.pos < end) {
      if (level === 1) this.end = reader.pos;
      const [number, wireType] = reader.tag();
      if (++this.#fields > maxFields) this.#stop("fields");
      const field = fields.get(number);
      if (field === undefined) {
        this.#skip(number, wireType, level);
        continue;
      }
      const isSingle = field.fieldKind === "scalar" || field.fieldKind === "enum";
      if (isSingle && left-- <= 0) this.#count();
      this.#readField(field, wireType, level);
    }
  }

  #readField(field: DescField, wireType: WireType, level: number): void {
    switch (field.fieldKind) {
      case "scalar":
        this.#readScalar(field.scalar);
        break;
      case "enum":
        this.#readScalar(ScalarType.INT32);
        break;
      case "message":
        this.#count();
        this.#readNested(field.message, level);
        break;
      case "list":
        if (field.listKind === "message") {
          this.#count();
          this.#readNested(field.message, level);
        } else {
          this.#readEntries(field.scalar ?? ScalarType.INT32, wireType);
        }
        break;
      case "map":
        this.#count();
        this.#readMapEntry(field, level);
        break;
    }
  }

  #readNested(schema: DescMessage, level: number): void {
    const length = this.#reader.uint32();
    this.readMessage(schema, this.#reader.pos + length, level + 1);
  }

  /** Entries of a list, of which there may be many behind one tag. */
  #readEntries(scalar: ScalarType, wireType: WireType): void {
    const isText = scalar === ScalarType.STRING || scalar === ScalarType.BYTES;
    const isPacked = wireType === WireType.LengthDelimited && !isText;
    const length = isPacked ? this.#reader.uint32() : 1;
    const end = this.#reader.pos + length;
    while (this.#reader.pos < end) {
      this.#count();
      this.#readScalar(scalar);
      if (!isPacked) return;
    }
  }

  #readMapEntry(field: DescField & { fieldKind: "map" }, level: number): void {
    const length = this.#reader.uint32();
    const end = this.#reader.pos + length;
    while (this.#reader.pos < end) {
      const [number] = this.#reader.tag();
      if (++this.#fields > maxFields) this.#stop("fields");
      if (number === 1) this.#readScalar(field.mapKey);
      else if (number === 2 && field.mapKind === "message") this.#readNested(field.message, level);
      else if (number === 2) this.#readScalar(field.scalar ?? ScalarType.INT32);
    }
  }

  #readScalar(scalar: ScalarType): void {
    const reader = this.#reader;
    switch (scalar) {
      case ScalarType.STRING:
      case ScalarType.BYTES:
        reader.bytes();
        break;
      case ScalarType.DOUBLE:
      case ScalarType.FIXED64:
      case ScalarType.SFIXED64:
        reader.double();
        break;
      case ScalarType.FLOAT:
      case ScalarType.FIXED32:
      case ScalarType.SFIXED32:
        reader.float();
        break;
      default:
        reader.uint32();
    }
  }

  /** A field that the schema lacks; protobuf-es keeps each of them. */
  #skip(number: number, wireType: WireType, level: number): void {
    this.#count();
    if (wireType === WireType.StartGroup) this.#skipGroup(number, level + 1);
    else this.#reader.skip(wireType, number);
  }

  #skipGroup(group: number, level: number): void {
    if (level > maxLevels) this.#stop("levels");
    for (;;) {
      const [number, wireType] = this.#reader.tag();
      if (++this.#fields > maxFields) this.#stop("fields");
      if (wireType === WireType.EndGroup && number === group) return;
      if (wireType === WireType.StartGroup) this.#skipGroup(number, level + 1);
      else this.#reader.skip(wireType, number);
    }
  }

  #count(): void {
    if (++this.entries > maxEntries) this.#stop("entries");
  }

  #stop(excess: Excess): never {
    this.excess = excess;
    throw new Error(excess);
  }
}

/** The fields of a message by their numbers. */
const fieldsOf = perObject(
  ({ fields }: DescMessage): ReadonlyMap<number, DescField> =>
    new Map(fields.map((field) => [field.number, field])),
);
