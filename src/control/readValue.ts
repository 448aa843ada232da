import { show, type Finding } from "../util/findings.js";
import { isObject } from "../util/json.js";
import { perObject } from "../util/perObject.js";
import { membersOf } from "../util/readJson.js";
import { legalOf } from "../util/fieldTypes.js";
import type { EitherType, Field, FieldsType, ListType, MapType, Type } from "../util/fieldTypes.js";
import { isInteger, readInteger, readName, readString, report, type Source } from "./readScalar.js";

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
  elsewhere?: FieldsType["elsewhere"],
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const seen = new Set<string>();
  const byName = fieldsByName(fields);
  for (const [key, value] of membersOf(object)) {
    const lower = key.toLowerCase();
    const field = byName.get(lower);
    if (source.isForSignal === true && field?.tokenOnly !== true && lower !== "perregion") continue;
    if (field === undefined) {
      reportUnknown(fields, key, path, source, elsewhere);
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

function reportUnknown(
  fields: readonly Field[],
  key: string,
  path: string,
  source: Source,
  elsewhere: FieldsType["elsewhere"],
): void {
  report(source, () => {
    const lower = key.toLowerCase();
    const known = elsewhere?.names.find((name) => name.toLowerCase() === lower);
    if (known !== undefined) {
      return { path: `${path}.${known}`, code: "notReadHere", expected: elsewhere?.where };
    }
    const names = fields.map(({ name }) => name);
    const nearest = source.findings.nearest(key, names);
    return { path, code: "unknownField", value: show(key), nearest };
  });
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
  { fields, elsewhere }: FieldsType,
  object: Readonly<Record<string, unknown>>,
  path: string,
  source: Source,
): Record<string, unknown> | undefined {
  const result = readFields(fields, object, path, source, elsewhere);
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
    } else if (type.known?.names.has(key) === false) {
      const { names, unknown: code } = type.known;
      report(source, () => ({
        path,
        code,
        value: show(key),
        nearest: source.findings.nearest(key, [...names]),
      }));
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
    case "list":
      return Array.isArray(value);
    default:
      return isObject(value);
  }
}

function reportWrongType(type: Type, value: unknown, path: string, source: Source): undefined {
  const expected = legalOf(type);
  report(source, () => ({ path, code: "wrongType", value: show(value), expected }));
}

function reportRepeated(path: string, source: Source): void {
  report(source, () => ({ path, code: "givenTwice", expected: "once; the last one counts" }));
}
