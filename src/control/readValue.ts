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

/** Where a value comes from, and where to report its findings. */
export interface Source {
  readonly findings: Findings;
  /** Where to put fields that only a token's attribute can set; absent if the source is that attribute. */
  readonly tokenOnlyHint?: string;
  /** Whether another site's page sent it. Such a page cannot set every field. */
  readonly isLimited?: true;
  /** Whether to read only the fields for signal connections. */
  readonly isForSignal?: true;
}

/** Reads a JSON value of a type. Returns `undefined` and adds a finding if it is invalid. */
export function readValue(type: Type, value: unknown, path: string, source: Source): unknown {
  switch (type.kind) {
    case "integer":
      return isInteger(value)
        ? readInteger(type, Number(value), path, source)
        : reportWrongType(type, value, path, source);
    case "string":
      return typeof value === "string"
        ? readString(type, value, path, source)
        : reportWrongType(type, value, path, source);
    case "name":
      return typeof value === "string"
        ? readName(type, value, path, source)
        : reportWrongType(type, value, path, source);
    case "boolean":
      return typeof value === "boolean" ? value : reportWrongType(type, value, path, source);
    case "object":
      return isObject(value) ? value : reportWrongType(type, value, path, source);
    case "list":
      if (!Array.isArray(value)) return reportWrongType(type, value, path, source);
      return readList(type, value, path, source);
    case "map":
      return isObject(value)
        ? readMap(type, value, path, source)
        : reportWrongType(type, value, path, source);
    case "fields":
      if (!isObject(value)) return reportWrongType(type, value, path, source);
      return readObject(type, value, path, source);
    case "either":
      return readEither(type, value, path, source);
  }
}

function readList({ of }: ListType, list: readonly unknown[], path: string, source: Source) {
  return list
    .map((entry, at) => readValue(of, entry, `${path}[${String(at)}]`, source))
    .filter((entry) => entry !== undefined);
}

/** The fields, by lower-case name. */
const fieldsByName = perObject(
  (fields: readonly Field[]): ReadonlyMap<string, Field> =>
    new Map(fields.map((field) => [field.name.toLowerCase(), field])),
);

/** Reads the fields of an object. Their names match in any case. */
export function readFields(
  fields: readonly Field[],
  object: Readonly<Record<string, unknown>>,
  path: string,
  source: Source,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const seen = new Set<string>();
  const byName = fieldsByName(fields);
  for (const [key, value] of membersOf(object)) {
    const lower = key.toLowerCase();
    const field = byName.get(lower);
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
    const valuePath = `${path}.${field.name}`;
    const problem = sourceProblem(field, source);
    if (problem !== undefined) {
      report(source, () => ({ path: valuePath, ...problem }));
      continue;
    }
    if (seen.has(lower)) reportRepeated(valuePath, source);
    seen.add(lower);
    if (value === null) continue;
    const read = readValue(field.type, value, valuePath, source);
    if (read !== undefined) result[field.name] = read;
  }
  return result;
}

/** Why a source cannot set a field; `undefined` if it can. */
function sourceProblem(
  { tokenOnly, sameSiteOnly }: Field,
  { tokenOnlyHint, isLimited }: Source,
): Pick<Finding, "code" | "reason" | "expected"> | undefined {
  if (tokenOnly === true && tokenOnlyHint !== undefined) {
    return { code: "notReadHere", expected: tokenOnlyHint };
  }
  if (sameSiteOnly === true && isLimited === true)
    return { code: "crossSite", reason: "a page of another site sent it" };
  return undefined;
}

function readObject(
  { fields }: FieldsType,
  object: Readonly<Record<string, unknown>>,
  path: string,
  source: Source,
): Record<string, unknown> | undefined {
  const result = readFields(fields, object, path, source);
  const missing = fields.find(({ name, required }) => required === true && !(name in result));
  if (missing === undefined) return result;
  const { name, type } = missing;
  if (!isPresent(object, name)) {
    const expected = legalOf(type);
    report(source, () => ({ path: `${path}.${name}`, code: "missing", expected }));
  }
  return undefined;
}

function isPresent(object: Readonly<Record<string, unknown>>, name: string): boolean {
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
  const result = new Map<string, readonly [name: string, value: unknown]>();
  const seen = new Set<string>();
  for (const [key, entry] of membersOf(object)) {
    const valuePath = `${path}[${show(key)}]`;
    const id = type.anyCase === true ? key.toLowerCase() : key;
    if (!pattern.test(key)) {
      report(source, () => ({ path: valuePath, code: "invalidName", expected: type.key }));
    } else if (type.refused?.includes(key.toLowerCase()) === true) {
      report(source, () => ({ path: valuePath, code: "cannotBeSet" }));
    } else {
      if (seen.has(id)) reportRepeated(valuePath, source);
      seen.add(id);
      if (entry === null) continue;
      const value = readValue(type.of, entry, valuePath, source);
      if (value !== undefined) result.set(id, [key, value]);
    }
  }
  return Object.fromEntries(result.values());
}

/** Reads a value as the first type that has values of its kind. */
function readEither(type: EitherType, value: unknown, path: string, source: Source): unknown {
  const match = type.of.find((candidate) => isOfKind(candidate, value));
  return match === undefined
    ? reportWrongType(type, value, path, source)
    : readValue(match, value, path, source);
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

function readInteger(
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

function reportWrongType(type: Type, value: unknown, path: string, source: Source): undefined {
  const expected = legalOf(type);
  report(source, () => ({ path, code: "wrongType", value: show(value), expected }));
}

function reportRepeated(path: string, source: Source): void {
  report(source, () => ({ path, code: "givenTwice", expected: "once; the last one counts" }));
}

function report({ findings }: Source, make: () => Omit<Finding, "part">): void {
  findings.add("control", make);
}

/** A `bigint` is an integer that no number can hold, so it is out of every range. */
function isInteger(value: unknown): value is number | bigint {
  return typeof value === "bigint" || Number.isInteger(value);
}
