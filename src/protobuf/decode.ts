import {
  ScalarType,
  type DescField,
  type DescMessage,
  type MessageShape,
} from "@bufbuild/protobuf";
import {
  isReflectMessage,
  reflect,
  scalarZeroValue,
  type ReflectMessage,
  type ScalarValue,
} from "@bufbuild/protobuf/reflect";
import { WireType } from "@bufbuild/protobuf/wire";
import { createEmpty } from "../../gen/create.js";
import { maxFindings } from "../util/findings.js";
import { maxEntries, type Excess } from "../util/limits.js";
import { reasonOf } from "../util/reason.js";
import { fieldsOf, wireTypeOf, type WireField } from "./fields.js";
import type { SkippedField } from "./skippedFields.js";
import { WireReader } from "./wireReader.js";

/** A message, as far as it could be read. */
export interface Decoded<Schema extends DescMessage = DescMessage> {
  readonly message: MessageShape<Schema>;
  /** How many messages and entries of lists and maps it has. */
  readonly entries: number;
  /** The first fields that were ignored. */
  readonly skippedFields: readonly SkippedField[];
  /** The limit that it exceeds. */
  readonly excess?: Excess;
  /** Why it is invalid. */
  readonly flaw?: string;
}

/**
 * Decodes a message as Go's protobuf does, up to the limits or up to where it is invalid.
 * protobuf-es itself reads a value as its field's type, whatever the wire type says.
 */
export function decode<Schema extends DescMessage>(
  schema: Schema,
  bytes: Uint8Array,
): Decoded<Schema> {
  const decoder = new Decoder(bytes);
  const message = reflect(schema, createEmpty(schema), false);
  const failure = decoder.decode(message);
  const { entries, skippedFields } = decoder;
  return { message: message.message as MessageShape<Schema>, entries, skippedFields, ...failure };
}

type MapKey = Exclude<ScalarValue, Uint8Array>;

class Decoder {
  readonly #reader: WireReader;
  readonly #length: number;
  entries = 0;
  readonly skippedFields: SkippedField[] = [];
  /** The fields that lead to the message being read. */
  readonly #parents: DescField[] = [];

  constructor(bytes: Uint8Array) {
    this.#reader = new WireReader(bytes, true);
    this.#length = bytes.length;
  }

  decode(message: ReflectMessage): Pick<Decoded, "excess" | "flaw"> {
    try {
      this.#readMessage(message, this.#length, 1);
      return {};
    } catch (error) {
      const { excess } = this.#reader;
      return excess === undefined ? { flaw: reasonOf(error) } : { excess };
    }
  }

  #readMessage(message: ReflectMessage, end: number, level: number): void {
    const reader = this.#reader;
    reader.enter(level);
    const fields = fieldsOf(message.desc);
    let uncountedFields = fields.size;
    while (reader.pos < end) {
      reader.readTag(end);
      const { wireType } = reader;
      const known = fields.get(reader.number);
      const isPacked = known?.isPackable === true && wireType === WireType.LengthDelimited;
      if (known === undefined || (known.wireType !== wireType && !isPacked)) {
        this.#skipField(message.desc, end, level, known);
        continue;
      }
      const { field } = known;
      const isSingle = field.fieldKind === "scalar" || field.fieldKind === "enum";
      if (isSingle && uncountedFields-- <= 0) this.#count();
      this.#readField(message, field, end, level);
    }
  }

  #readField(message: ReflectMessage, field: DescField, end: number, level: number): void {
    const reader = this.#reader;
    switch (field.fieldKind) {
      case "scalar":
        message.set(field, reader.readScalar(field.scalar, end));
        break;
      case "enum":
        message.set(field, reader.readScalar(ScalarType.INT32, end));
        break;
      case "message": {
        this.#count();
        const inner = message.get(field);
        try {
          this.#readNested(inner, field, end, level);
        } finally {
          message.set(field, inner);
        }
        break;
      }
      case "list":
        this.#readEntries(message, field, end, level);
        break;
      case "map":
        this.#count();
        this.#readMapEntry(message, field, end, level);
        break;
    }
  }

  #readNested(message: ReflectMessage, field: DescField, end: number, level: number): void {
    const innerEnd = this.#reader.readLength(end);
    this.#parents.push(field);
    this.#readMessage(message, innerEnd, level + 1);
    this.#parents.pop();
  }

  /** Entries of a list. One tag may have many of them. */
  #readEntries(
    message: ReflectMessage,
    field: DescField & { fieldKind: "list" },
    end: number,
    level: number,
  ): void {
    const list = message.get(field);
    if (field.listKind === "message") {
      this.#count();
      const entry = reflect(field.message, createEmpty(field.message), false);
      this.#readNested(entry, field, end, level);
      list.add(entry);
      return;
    }
    const reader = this.#reader;
    const scalar = field.scalar ?? ScalarType.INT32;
    if (reader.wireType === wireTypeOf(scalar)) {
      this.#count();
      list.add(reader.readScalar(scalar, end));
      return;
    }
    const listEnd = reader.readLength(end);
    while (reader.pos < listEnd) {
      this.#count();
      list.add(reader.readScalar(scalar, listEnd));
    }
  }

  #readMapEntry(
    message: ReflectMessage,
    field: DescField & { fieldKind: "map" },
    end: number,
    level: number,
  ): void {
    const reader = this.#reader;
    const entryEnd = reader.readLength(end);
    const keyType = wireTypeOf(field.mapKey);
    const valueType = field.message ? WireType.LengthDelimited : wireTypeOf(field.scalar);
    let key: MapKey = scalarZeroValue(field.mapKey, false);
    let value = field.message
      ? reflect(field.message, createEmpty(field.message), false)
      : zeroOf(field);
    while (reader.pos < entryEnd) {
      reader.readTag(entryEnd);
      const { number, wireType } = reader;
      const expected = number === 1 ? keyType : number === 2 ? valueType : undefined;
      if (wireType !== expected) {
        const known =
          expected === undefined ? undefined : { field, wireType: expected, isPackable: false };
        this.#skipField(message.desc, entryEnd, level, known, field);
      } else if (number === 1) {
        key = reader.readScalar(field.mapKey, entryEnd) as MapKey;
      } else if (isReflectMessage(value)) {
        this.#readNested(value, field, entryEnd, level);
      } else {
        value = reader.readScalar(field.scalar ?? ScalarType.INT32, entryEnd);
      }
    }
    message.get(field).set(key, value);
  }

  /** Skips the field whose tag was read last. */
  #skipField(
    schema: DescMessage,
    end: number,
    level: number,
    known?: WireField,
    map?: DescField,
  ): void {
    this.#count();
    const { number, wireType } = this.#reader;
    this.#reader.skipValue(end, level);
    if (this.skippedFields.length < maxFindings) {
      this.skippedFields.push({
        parents: [...this.#parents],
        schema,
        map,
        number,
        wireType,
        known,
      });
    }
  }

  #count(): void {
    if (++this.entries > maxEntries) this.#reader.stop("entries");
  }
}

/** The value of a map entry that has none. */
function zeroOf(field: DescField & { fieldKind: "map" }): ScalarValue {
  return field.enum ? field.enum.values[0]!.number : scalarZeroValue(field.scalar!, false);
}
