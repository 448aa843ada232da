import { ScalarType, type DescField } from "@bufbuild/protobuf";
import { FeatureSet_FieldPresence } from "@bufbuild/protobuf/wkt";

/** A singular bool, number, string or bytes field. */
export type ScalarField = DescField & { fieldKind: "scalar" };

export function isScalar(field: DescField): field is ScalarField {
  return field.fieldKind === "scalar";
}

/** Expressions that say whether `request` has `field`, and that read it. */
export function read(field: ScalarField): { readonly isSet: string; readonly value: string } {
  if (field.oneof !== undefined) {
    const group = `request.${field.oneof.localName}`;
    return {
      isSet: `${group}.case === ${JSON.stringify(field.localName)}`,
      value: `${group}.value`,
    };
  }
  const value = `request.${field.localName}`;
  if (field.presence !== FeatureSet_FieldPresence.IMPLICIT) {
    return { isSet: `${value} !== undefined`, value };
  }
  return { isSet: notZero(field.scalar, value), value };
}

function notZero(scalar: ScalarType, value: string): string {
  switch (scalar) {
    case ScalarType.STRING:
      return `${value} !== ""`;
    case ScalarType.BOOL:
      return value;
    case ScalarType.BYTES:
      return `${value}.length > 0`;
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      // Negative zero has a sign bit, so it is present.
      return `!Object.is(${value}, 0)`;
    case ScalarType.INT64:
    case ScalarType.UINT64:
    case ScalarType.SINT64:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return `${value} !== 0n`;
    default:
      return `${value} !== 0`;
  }
}

/** A property of a message literal: `sid: "MOCK_SID"`, or the oneof with its case. */
export function property(field: DescField, value: string): { name: string; value: string } {
  if (field.oneof === undefined) return { name: field.localName, value };
  return {
    name: field.oneof.localName,
    value: `{ case: ${JSON.stringify(field.localName)}, value: ${value} }`,
  };
}
