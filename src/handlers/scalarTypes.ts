import { types } from "node:util";
import { ScalarType } from "@bufbuild/protobuf";

/** The values of a scalar type in messages of protobuf-es. */
interface Scalar {
  /** What they are, in words. */
  readonly name: string;
  readonly isType: (value: unknown) => boolean;
  /** The least and the greatest integer. */
  readonly range?: readonly [min: number | bigint, max: number | bigint];
}

const double: Scalar = { name: "a number", isType: (value) => typeof value === "number" };
const maxFloat = 2 ** 128 - 2 ** 104;
const float: Scalar = {
  name: "a number that fits in 32 bits",
  isType: (value) =>
    typeof value === "number" && (!Number.isFinite(value) || Math.abs(value) <= maxFloat),
};
const int32 = integer(-(2 ** 31), 2 ** 31 - 1);
const uint32 = integer(0, 2 ** 32 - 1);
const int64 = bigint(-(2n ** 63n), 2n ** 63n - 1n);
const uint64 = bigint(0n, 2n ** 64n - 1n);

export const scalarTypes: Readonly<Record<ScalarType, Scalar>> = {
  [ScalarType.STRING]: { name: "a string", isType: (value) => typeof value === "string" },
  [ScalarType.BOOL]: { name: "true or false", isType: (value) => typeof value === "boolean" },
  // Not `instanceof`: a test runner may have globals of its own.
  [ScalarType.BYTES]: { name: "a Uint8Array", isType: types.isUint8Array },
  [ScalarType.DOUBLE]: double,
  [ScalarType.FLOAT]: float,
  [ScalarType.INT32]: int32,
  [ScalarType.SINT32]: int32,
  [ScalarType.SFIXED32]: int32,
  [ScalarType.UINT32]: uint32,
  [ScalarType.FIXED32]: uint32,
  [ScalarType.INT64]: int64,
  [ScalarType.SINT64]: int64,
  [ScalarType.SFIXED64]: int64,
  [ScalarType.UINT64]: uint64,
  [ScalarType.FIXED64]: uint64,
};

function integer(min: number, max: number): Scalar {
  return { name: "an integer", isType: Number.isInteger, range: [min, max] };
}

function bigint(min: bigint, max: bigint): Scalar {
  const isType = (value: unknown): boolean => typeof value === "bigint";
  return { name: "a bigint, such as 5n", isType, range: [min, max] };
}
