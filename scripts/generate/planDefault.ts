/** What the populated default of a method sets, before it is printed as code or told in a report. */
import { ScalarType, type DescField, type DescMessage, type DescMethod } from "@bufbuild/protobuf";
import { isScalar, type ScalarField } from "./fields.js";

/** How one field of the answer is populated; at least one of the three is there. */
export interface Population {
  readonly field: DescField;
  /** The field of the request that is echoed where it is set. */
  readonly echo?: ScalarField;
  /** A fixed string, there where nothing is echoed. */
  readonly id?: string;
  /** One element of a list. */
  readonly element?: Element;
}

export interface Element {
  readonly message: DescMessage;
  readonly ids: readonly { readonly field: DescField; readonly id: string }[];
}

/**
 * 1. A scalar of the request with the same name and kind is echoed where it is set.
 * 2. Else a string named like an identifier gets `MOCK_` and its name in capitals.
 * 3. Else a repeated message gets one element, filled by rule 2 alone.
 */
export function planDefault({ input, output }: DescMethod): Population[] {
  return output.fields.flatMap((field): Population[] => {
    const echo = echoOf(field, input);
    const id = identifier(field);
    if (echo !== undefined) return [{ field, echo, ...(id !== undefined && { id }) }];
    if (id !== undefined) return [{ field, id }];
    if (field.fieldKind !== "list" || field.listKind !== "message") return [];
    return [{ field, element: elementOf(field.message) }];
  });
}

function echoOf(field: DescField, input: DescMessage): ScalarField | undefined {
  if (!isScalar(field)) return undefined;
  return input.fields
    .filter(isScalar)
    .find((other) => other.name === field.name && other.scalar === field.scalar);
}

function identifier(field: DescField): string | undefined {
  if (!isScalar(field) || field.scalar !== ScalarType.STRING) return undefined;
  return /(^|_)s?id$/.test(field.name) ? `MOCK_${field.name.toUpperCase()}` : undefined;
}

function elementOf(message: DescMessage): Element {
  const ids = message.fields.flatMap((field) => {
    const id = identifier(field);
    return id === undefined ? [] : [{ field, id }];
  });
  return { message, ids };
}
