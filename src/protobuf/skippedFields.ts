import type { DescField, DescMessage } from "@bufbuild/protobuf";
import { WireType } from "@bufbuild/protobuf/wire";
import type { Finding, Findings } from "../util/findings.js";
import type { WireField } from "./fields.js";

/** A field that the decoder ignored. */
export interface SkippedField {
  /** The fields that lead to its message. */
  readonly parents: readonly DescField[];
  readonly schema: DescMessage;
  /** The map, if it is in an entry of one. */
  readonly map?: DescField | undefined;
  readonly number: number;
  readonly wireType: WireType;
  /**
   * The field with this number, which has another wire type; `undefined` if the number is unknown.
   */
  readonly known?: WireField | undefined;
}

/** The names of the wire types in protobuf's documentation. */
const names: Readonly<Record<WireType, string>> = {
  [WireType.Varint]: "VARINT",
  [WireType.Bit64]: "I64",
  [WireType.LengthDelimited]: "LEN",
  [WireType.StartGroup]: "SGROUP",
  [WireType.EndGroup]: "EGROUP",
  [WireType.Bit32]: "I32",
};

/** Reports the fields that were ignored in the message at `path`. */
export function reportSkippedFields(
  skippedFields: readonly SkippedField[],
  path: string,
  findings: Findings,
): void {
  for (const skipped of skippedFields) findings.add("body", () => toFinding(skipped, path));
}

function toFinding(skipped: SkippedField, root: string): Omit<Finding, "part"> {
  const { parents, schema, map, number, wireType, known } = skipped;
  const field = known?.field ?? map;
  const fields = field === undefined ? parents : [...parents, field];
  const path = [root, ...fields.map(({ jsonName }) => jsonName)].join(".");
  if (known === undefined) {
    const owner = map === undefined ? schema.typeName : "a map entry";
    return { path, code: "unknownFieldNumber", of: owner, value: String(number) };
  }
  const of = map === undefined ? undefined : `a map ${number === 1 ? "key" : "value"}`;
  const expected = names[known.wireType] + (known.isPackable ? " or LEN" : "");
  return { path, code: "wrongWireType", of, value: names[wireType], expected };
}
