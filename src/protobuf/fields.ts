import { ScalarType, type DescField, type DescMessage } from "@bufbuild/protobuf";
import { WireType } from "@bufbuild/protobuf/wire";
import { perObject } from "../util/perObject.js";

/** A field, and how it is encoded. */
export interface WireField {
  readonly field: DescField;
  readonly wireType: WireType;
  /** Whether one tag may have many of its values. */
  readonly isPackable: boolean;
}

/** The fields of a message by number. */
export const fieldsOf = perObject(
  ({ fields }: DescMessage): ReadonlyMap<number, WireField> =>
    new Map(fields.map((field) => [field.number, wireFieldOf(field)])),
);

function wireFieldOf(field: DescField): WireField {
  const isMap = field.fieldKind === "map";
  const wireType = isMap || field.message ? WireType.LengthDelimited : wireTypeOf(field.scalar);
  const isList = field.fieldKind === "list";
  return { field, wireType, isPackable: isList && wireType !== WireType.LengthDelimited };
}

/** The wire type of a scalar; by default that of an enum. */
export function wireTypeOf(scalar: ScalarType = ScalarType.INT32): WireType {
  switch (scalar) {
    case ScalarType.STRING:
    case ScalarType.BYTES:
      return WireType.LengthDelimited;
    case ScalarType.DOUBLE:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return WireType.Bit64;
    case ScalarType.FLOAT:
    case ScalarType.FIXED32:
    case ScalarType.SFIXED32:
      return WireType.Bit32;
    default:
      return WireType.Varint;
  }
}
