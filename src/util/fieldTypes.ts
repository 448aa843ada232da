/**
 * The types of the control's fields, as plain data, and the TypeScript types that they stand for.
 */

import type { ProblemCode } from "./problems.js";

/** An integer. By default, one out of range is ignored. */
export interface IntegerType {
  readonly kind: "integer";
  readonly min: number;
  readonly max: number;
  /** What a value below `min` counts as. */
  readonly below?: number;
  /** What a value above `max` counts as. */
  readonly above?: number;
}

export interface StringType {
  readonly kind: "string";
  /** A regular expression that valid strings match. Others are ignored. */
  readonly pattern?: string;
  /** What is valid, in words. */
  readonly legal?: string;
  /** Whether an empty string counts as absent, like `null`. */
  readonly emptyIsAbsent?: true;
}

/** One of several names. */
export interface NameType {
  readonly kind: "name";
  readonly values: readonly string[];
  /** What an unknown name counts as. Without it, an unknown name is ignored. */
  readonly fallback?: string;
  /** Whether names match in any case. */
  readonly anyCase?: true;
}

export interface ListType {
  readonly kind: "list";
  readonly of: Type;
}

/** An object with these fields. */
export interface FieldsType {
  readonly kind: "fields";
  readonly fields: readonly Field[];
  /** Names of fields that are set somewhere else, and where, in words. */
  readonly elsewhere?: { readonly names: readonly string[]; readonly where: string };
}

/** An object with names that the sender chooses. */
export interface MapType {
  readonly kind: "map";
  /** What the names are, in words. */
  readonly key: string;
  /** A regular expression that valid names match. */
  readonly keyPattern: string;
  readonly of: Type;
  /** Whether names that differ only in case are the same. */
  readonly anyCase?: true;
  /** Names that cannot be used, in lower case. */
  readonly refused?: readonly string[];
  /** The only names with a meaning, and what another one is. Others are ignored. */
  readonly known?: { readonly names: ReadonlySet<string>; readonly unknown: ProblemCode };
}

export interface EitherType {
  readonly kind: "either";
  readonly of: readonly Type[];
}

export type Type =
  | IntegerType
  | StringType
  | NameType
  | ListType
  | FieldsType
  | MapType
  | EitherType
  | { readonly kind: "boolean" }
  /** Any JSON object. */
  | { readonly kind: "object" };

/** A row of a table of fields. */
export interface Field {
  readonly name: string;
  readonly type: Type;
  /** What applies if the field is absent, in words. */
  readonly default: string;
  readonly effect: string;
  /** Whether an object without it is ignored. */
  readonly required?: true;
  /** Whether only a token's attribute may set it. */
  readonly tokenOnly?: true;
  /** Whether a token in a URL that a page of another site sent may not set it. */
  readonly sameSiteOnly?: true;
  /** Whether it applies to calls that `methods` leaves out. */
  readonly always?: true;
}

/** A JSON value; a 64-bit integer may be a bigint. */
export type JsonInput =
  null | boolean | number | bigint | string | readonly JsonInput[] | ObjectInput;

/** A JSON object. */
export interface ObjectInput {
  readonly [name: string]: JsonInput | undefined;
}

/** The value that a type stands for. */
export type ValueOf<T> = T extends { kind: "integer" }
  ? number
  : T extends { kind: "string" }
    ? string
    : T extends { kind: "name"; values: readonly (infer Name)[] }
      ? Name
      : T extends { kind: "boolean" }
        ? boolean
        : T extends { kind: "object" }
          ? ObjectInput
          : T extends { kind: "list"; of: infer Entry }
            ? readonly ValueOf<Entry>[]
            : T extends { kind: "map"; of: infer Entry }
              ? Readonly<Record<string, ValueOf<Entry>>>
              : T extends { kind: "fields"; fields: readonly (infer Row)[] }
                ? ObjectOf<Row>
                : T extends { kind: "either"; of: readonly (infer One)[] }
                  ? ValueOf<One>
                  : never;

/** The object that the rows of a table stand for. */
export type ObjectOf<Row> = {
  readonly [
    One in Row as One extends { name: infer Name extends string; required: true } ? Name : never
  ]: One extends { type: infer T } ? ValueOf<T> : never;
} & {
  readonly [
    One in Row as One extends { required: true }
      ? never
      : One extends { name: infer Name extends string }
        ? Name
        : never
  ]?: One extends { type: infer T } ? ValueOf<T> : never;
};

/** A type with more fields than these is named without them. */
const listedFields = 3;

/** A type's name, for the docs. */
export function nameOf(type: Type): string {
  switch (type.kind) {
    case "name":
      return "string";
    case "list":
      return `${nameOf(type.of)}[]`;
    case "fields":
      return type.fields.length > listedFields ? "object" : shapeOf(type);
    case "map":
      return `{${type.key}: ${nameOf(type.of)}}`;
    case "either":
      return type.of.map(nameOf).join(" or ");
    default:
      return type.kind;
  }
}

/** What is valid for a type, for findings. */
export function legalOf(type: Type): string {
  switch (type.kind) {
    case "integer":
      return "an integer";
    case "boolean":
      return "true or false";
    case "string":
      return type.legal ?? "a string";
    case "name":
      return "a string";
    case "list":
      return `a list, each entry ${legalOf(type.of)}`;
    case "object":
      return "an object";
    case "fields":
      return type.fields.length > listedFields ? "an object" : `an object ${shapeOf(type)}`;
    case "map":
      if (type.known !== undefined) return `an object {${type.key}: {...}}`;
      return `an object, each value ${legalOf(type.of)}`;
    case "either": {
      const all = type.of.map(legalOf);
      return all.join(all.some((legal) => legal.includes(", each ")) ? ", or " : " or ");
    }
  }
}

function shapeOf({ fields }: FieldsType): string {
  return `{${fields.map(({ name, required }) => (required === true ? name : `${name}?`)).join(", ")}}`;
}
