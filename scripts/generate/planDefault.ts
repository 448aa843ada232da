/** What a method's populated default sets, to be printed as code or described in a report. */
import { ScalarType, type DescField, type DescMessage, type DescMethod } from "@bufbuild/protobuf";
import { isScalar, type ScalarField } from "./fields.js";

/** How one field of the response is populated, in at least one of three ways. */
export interface Population {
  readonly field: DescField;
  /** The field of the request that is echoed if it is set. */
  readonly echo?: ScalarField;
  /** A fixed string, used if nothing is echoed. */
  readonly id?: string;
  /** The single element of a list. */
  readonly element?: Element;
}

export interface Element {
  readonly message: DescMessage;
  readonly ids: readonly { readonly field: DescField; readonly id: string }[];
}

/**
 * 1. A scalar of the request with the same name and type is echoed if it is set.
 * 2. Otherwise a string named like an identifier gets `MOCK_` and its name in capitals.
 * 3. Otherwise a repeated message gets one element, filled by rule 2 only.
 */
export function planDefault({ input, output }: DescMethod): Population[] {
  return output.fields.flatMap((field): Population[] => {
    const echo = findEcho(field, input);
    const id = mockId(field);
    if (echo !== undefined) return [{ field, echo, ...(id !== undefined && { id }) }];
    if (id !== undefined) return [{ field, id }];
    if (field.fieldKind !== "list" || field.listKind !== "message") return [];
    return [{ field, element: planElement(field.message) }];
  });
}

function findEcho(field: DescField, input: DescMessage): ScalarField | undefined {
  if (!isScalar(field)) return undefined;
  return input.fields
    .filter(isScalar)
    .find((other) => other.name === field.name && other.scalar === field.scalar);
}

export function mockId(field: DescField): string | undefined {
  if (!isScalar(field) || field.scalar !== ScalarType.STRING) return undefined;
  return /(^|_)s?id$/.test(field.name) ? `MOCK_${field.name.toUpperCase()}` : undefined;
}

function planElement(message: DescMessage): Element {
  const ids = message.fields.flatMap((field) => {
    const id = mockId(field);
    return id === undefined ? [] : [{ field, id }];
  });
  return { message, ids };
}
