import { show, type Finding, type Findings } from "../util/findings.js";
import { isObject } from "../util/json.js";
import { perObject } from "../util/perObject.js";
import { membersOf } from "../util/readJson.js";
import { legalOf } from "../util/fieldTypes.js";
import type {
  EitherType,
  Field,
  FieldsType,
  IntegerType,
  ListType,
  MapType,
  NameType,
  StringType,
  Type,
} from "../util/fieldTypes.js";

/** Where a value comes from, and where its findings go. */
export interface Source {
  readonly findings: Findings;
  /**
   * Where fields that only a token's attribute may set belong; absent if this is that attribute.
   */
  readonly notForToken?: string;
  /** Whether a page of another site sent it. Such a page may not set every field. */
  readonly isLimited?: true;
  /** Whether only fields for signal connections are read. */
  readonly isForSignal?: true;
}

/** Reads a JSON value as a type. Returns `undefined`, with a finding, if it is invalid. */
export function readValue(type: Type, value: unknown, path: string, source: Source): unknown {
  switch (type.kind) {
    case "integer":
      return isInteger(value)
        ? inRange(type, Number(value), path, source)
        : wrong(type, value, path, source);
    case "string":
      return typeof value === "string"
        ? readString(type, value, path, source)
        : wrong(type, value, path, source);
    case "name":
      return typeof value === "string"
        ? readName(type, value, path, source)
        : wrong(type, value, path, source);
    case "boolean":
      return typeof value === "boolean" ? value : wrong(type, value, path, source);
    case "object":
      return isObject(value) ? value : wrong(type, value, path, source);
    case "list":
      if (!Array.isArray(value)) return wrong(type, value, path, source);
      return readList(type, value, path, source);
    case "map":
      return isObject(value)
        ? readMap(type, value, path, source)
        : wrong(type, value, path, source);
    case "fields":
      if (!isObject(value)) return wrong(type, value, path, source);
      return readRequired(type, value, path, source);
    case "either":
      return readEither(type, value, path, source);
  }
}

function readList({ of }: ListType, list: readonly unknown[], path: string, source: Source) {
  return list
    .map((entry, at) => readValue(of, entry, `${path}[${String(at)}]`, source))
    .filter((entry) => entry !== undefined);
}

/** The fields by lower-case name. */
const tableOf = perObject(
  (fields: readonly Field[]): ReadonlyMap<string, Field> =>
    new Map(fields.map((field) => [field.name.toLowerCase(), field])),
);

/** Reads the fields of an object, whose names match in any case. */
export function readFields(
  fields: readonly Field[],
  object: Readonly<Record<string, unknown>>,
  path: string,
  source: Source,
): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  const seen = new Set<string>();
  const table = tableOf(fields);
  for (const [key, value] of membersOf(object)) {
    const lower = key.toLowerCase();
    const field = table.get(lower);
    if (source.isForSignal === true && field?.tokenOnly !== true && lower !== "perregion") continue;
    if (field === undefined) {
      report(source, () => ({
        path,
        code: "unknownField",
        value: show(key),
        nearest: source.findings.nearest(
          key,
          fields.map(({ name }) => name),
        ),
      }));
      continue;
    }
    const place = `${path}.${field.name}`;
    const refusal = refusalOf(field, source);
    if (refusal !== undefined) {
      report(source, () => ({ path: place, ...refusal }));
      continue;
    }
    if (seen.has(lower)) reportRepeated(place, source);
    seen.add(lower);
    if (value === null) continue;
    const read = readValue(field.type, value, place, source);
    if (read !== undefined) found[field.name] = read;
  }
  return found;
}

/** Why a source may not set a field; `undefined` if it may. */
function refusalOf(
  { tokenOnly, sameSiteOnly }: Field,
  { notForToken, isLimited }: Source,
): Pick<Finding, "code" | "reason" | "expected"> | undefined {
  if (tokenOnly === true && notForToken !== undefined) {
    return { code: "notReadHere", expected: notForToken };
  }
  if (sameSiteOnly === true && isLimited === true)
    return { code: "crossSite", reason: "a page of another site sent it" };
  return undefined;
}

function readRequired(
  { fields }: FieldsType,
  object: Readonly<Record<string, unknown>>,
  path: string,
  source: Source,
): Record<string, unknown> | undefined {
  const found = readFields(fields, object, path, source);
  const missing = fields.find(({ name, required }) => required === true && !(name in found));
  if (missing === undefined) return found;
  const { name, type } = missing;
  if (!isGiven(object, name)) {
    const expected = legalOf(type);
    report(source, () => ({ path: `${path}.${name}`, code: "missing", expected }));
  }
  return undefined;
}

function isGiven(object: Readonly<Record<string, unknown>>, name: string): boolean {
  const lower = name.toLowerCase();
  return Object.entries(object).some(
    ([key, value]) => key.toLowerCase() === lower && value !== null,
  );
}

function readMap(
  type: MapType,
  object: Readonly<Record<string, unknown>>,
  path: string,
  source: Source,
): Record<string, unknown> {
  const pattern = new RegExp(type.keyPattern);
  const found = new Map<string, readonly [name: string, value: unknown]>();
  const seen = new Set<string>();
  for (const [key, entry] of membersOf(object)) {
    const place = `${path}[${show(key)}]`;
    const id = type.anyCase === true ? key.toLowerCase() : key;
    if (!pattern.test(key)) {
      report(source, () => ({ path: place, code: "invalidName", expected: type.key }));
    } else if (type.refused?.includes(key.toLowerCase()) === true) {
      report(source, () => ({ path: place, code: "cannotBeSet" }));
    } else {
      if (seen.has(id)) reportRepeated(place, source);
      seen.add(id);
      if (entry === null) continue;
      const value = readValue(type.of, entry, place, source);
      if (value !== undefined) found.set(id, [key, value]);
    }
  }
  return Object.fromEntries(found.values());
}

/** Reads a value as the first type that has values of its kind. */
function readEither(type: EitherType, value: unknown, path: string, source: Source): unknown {
  const one = type.of.find((candidate) => isOfKind(candidate, value));
  return one === undefined ? wrong(type, value, path, source) : readValue(one, value, path, source);
}

function isOfKind({ kind }: Type, value: unknown): boolean {
  switch (kind) {
    case "integer":
      return isInteger(value);
    case "string":
    case "name":
      return typeof value === "string";
    default:
      return isObject(value);
  }
}

function inRange(
  type: IntegerType,
  value: number,
  path: string,
  source: Source,
): number | undefined {
  if (value >= type.min && value <= type.max) return value;
  const expected = `${String(type.min)} to ${String(type.max)}`;
  report(source, () => ({ path, code: "outOfRange", value: String(value), expected }));
  return value < type.min ? type.below : type.above;
}

function readString(
  { pattern, legal, emptyIsAbsent }: StringType,
  value: string,
  path: string,
  source: Source,
): string | undefined {
  if (value === "" && emptyIsAbsent === true) return undefined;
  if (pattern === undefined || new RegExp(pattern).test(value)) return value;
  report(source, () => ({ path, code: "invalidValue", value: show(value), expected: legal }));
  return undefined;
}

function readName(
  { values, fallback, anyCase }: NameType,
  value: string,
  path: string,
  source: Source,
): string | undefined {
  const lower = value.toLowerCase();
  const known = values.find(
    (name) => name === value || (anyCase === true && name.toLowerCase() === lower),
  );
  if (known !== undefined) return known;
  report(source, () => ({
    path,
    code: "unknownValue",
    value: show(value),
    expected: values.join(", "),
    nearest: source.findings.nearest(value, values),
  }));
  return fallback;
}

function wrong(type: Type, value: unknown, path: string, source: Source): undefined {
  const expected = legalOf(type);
  report(source, () => ({ path, code: "wrongType", value: show(value), expected }));
}

function reportRepeated(path: string, source: Source): void {
  report(source, () => ({ path, code: "givenTwice", expected: "once; the last one counts" }));
}

function report({ findings }: Source, make: () => Omit<Finding, "part">): void {
  findings.add("control", make);
}

/** A `bigint` is an integer that does not fit a number, and is out of every range. */
function isInteger(value: unknown): value is number | bigint {
  return typeof value === "bigint" || Number.isInteger(value);
}
