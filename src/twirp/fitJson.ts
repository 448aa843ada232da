import type { DescEnum, DescField, DescMessage, JsonValue } from "@bufbuild/protobuf";
import { show, type Finding, type Findings, type Part } from "../util/findings.js";
import { isObject } from "../util/json.js";
import { problems, type ProblemCode } from "../util/problems.js";
import { perObject } from "../util/perObject.js";
import { duplicatesIn } from "../util/readJson.js";
import { fitScalar, isMapKey, numberFor, type Fitted } from "./jsonScalars.js";
import { fitDuration, fitTimestamp } from "./jsonTimes.js";

/** The depth to which protobuf-es decodes. */
const maxDepth = 100;

/** Where the JSON of a message comes from, and where its findings go. */
export interface Origin {
  readonly part: Part;
  /** What findings call it: `body`. */
  readonly path: string;
  readonly findings: Findings;
}

/** The JSON of a message, changed so that protobuf-es reads it as LiveKit does. */
export interface FittedJson {
  readonly json: JsonValue;
  /**
   * The first thing that LiveKit rejects although protobuf-es reads it; `undefined` if there is
   * none.
   */
  readonly rejected: string | undefined;
}

/**
 * Changes the JSON of a message so that protobuf-es reads it as LiveKit does, and reports what
 * protobuf-es would silently accept: unknown fields and enum names, which are dropped; fields given
 * twice, of which the last one counts; strings that protobuf-es reads as numbers, bytes or times,
 * and LiveKit does not.
 *
 * It leaves out a `null` in a oneof, and keeps all digits of 64-bit integers. It copies only what
 * changes.
 */
export function fitJson(schema: DescMessage, value: unknown, origin: Origin): FittedJson {
  const fit = new Fit(origin);
  const json = fit.message(schema, value, undefined);
  return { json: json as JsonValue, rejected: fit.rejected };
}

/** A step on the path to a value. */
interface PathStep {
  readonly parent: PathStep | undefined;
  /** The index of an entry, or what the path shows: `.name`, `["key"]`. */
  readonly step: string | number;
}

const tooLarge = { code: "invalidNumber", expected: "a number that fits a double" } as const;
const invalidKey = { code: "invalidKey", expected: "an integer" } as const;
const givenTwice = { code: "givenTwice", expected: "once; the last one counts" } as const;

class Fit {
  readonly #origin: Origin;
  #depth = 0;
  rejected: string | undefined;

  constructor(origin: Origin) {
    this.#origin = origin;
  }

  message(schema: DescMessage, value: unknown, path: PathStep | undefined): unknown {
    if (schema.typeName.startsWith("google.protobuf."))
      return this.#googleType(schema, value, path);
    if (!isObject(value) || this.#depth === maxDepth) return value;
    this.#depth++;
    const fields = fieldsByName(schema);
    this.#reportDuplicates(value, path, (name) => (fields.has(name) ? `.${name}` : undefined));
    const fitted = fitEntries(value, (name, entry) => {
      const field = fields.get(name);
      if (field !== undefined) return this.#field(field, entry, { parent: path, step: `.${name}` });
      const known = (): string[] => schema.fields.map(({ jsonName }) => jsonName);
      this.#reportUnknown("unknownField", schema, name, known, path);
      return entry;
    });
    this.#depth--;
    return fitted;
  }

  #field(field: DescField, value: unknown, path: PathStep): unknown {
    if (value === null) return field.oneof === undefined || keepsNull(field) ? value : undefined;
    switch (field.fieldKind) {
      case "list":
        return Array.isArray(value) ? this.#list(field, value, path) : value;
      case "map":
        return isObject(value) ? this.#map(field, value, path) : value;
      default:
        return this.#singleValue(field, value, path);
    }
  }

  #list(field: DescField, list: unknown[], parent: PathStep): unknown {
    let copy: unknown[] | undefined;
    for (let step = 0; step < list.length; step++) {
      const json = this.#singleValue(field, list[step], { parent, step });
      if (json === list[step]) continue;
      copy ??= [...list];
      copy[step] = json;
    }
    return copy ?? list;
  }

  #map(
    field: DescField & { fieldKind: "map" },
    map: Readonly<Record<string, unknown>>,
    path: PathStep,
  ): unknown {
    this.#reportDuplicates(map, path, keyStep);
    return fitEntries(map, (key, entry) => {
      const entryPath = { parent: path, step: keyStep(key) };
      if (!isMapKey(field.mapKey, key)) this.#reject(invalidKey, entryPath);
      return this.#singleValue(field, entry, entryPath);
    });
  }

  /** A single value of a field; for a list or a map, of an entry. */
  #singleValue(
    { scalar, message, enum: values }: DescField,
    value: unknown,
    path: PathStep,
  ): unknown {
    if (value === null) return value;
    if (scalar !== undefined) return this.#unwrap(fitScalar(scalar, value), path);
    if (message !== undefined) return this.message(message, numberFor(value), path);
    if (typeof value === "string") this.#checkName(values, value, path);
    return numberFor(value);
  }

  #checkName(schema: DescEnum, name: string, path: PathStep): void {
    const known = (): string[] => schema.values.map((value) => value.name);
    if (schema.values.some((value) => value.name === name)) return;
    this.#reportUnknown("unknownValue", schema, name, known, path);
  }

  /** Google's types have their own JSON. */
  #googleType({ typeName }: DescMessage, value: unknown, path: PathStep | undefined): unknown {
    if (typeof value !== "string") return this.#anyJson(value, path);
    if (typeName === "google.protobuf.Duration") return this.#unwrap(fitDuration(value), path);
    if (typeName === "google.protobuf.Timestamp") return this.#unwrap(fitTimestamp(value), path);
    return value;
  }

  /** Any JSON, as in a `google.protobuf.Struct`, whose numbers are doubles. */
  #anyJson(value: unknown, path: PathStep | undefined): unknown {
    if (typeof value === "bigint") return numberFor(value);
    if (typeof value === "number" && !Number.isFinite(value)) this.#reject(tooLarge, path);
    if (Array.isArray(value)) {
      return value.map((entry, step) => this.#anyJson(entry, { parent: path, step }));
    }
    if (!isObject(value)) return value;
    this.#reportDuplicates(value, path, keyStep);
    return fitEntries(value, (key, entry) =>
      this.#anyJson(entry, { parent: path, step: keyStep(key) }),
    );
  }

  #unwrap(fitted: Fitted, path: PathStep | undefined): unknown {
    const { json, code, expected } = fitted;
    if (code !== undefined) this.#reject({ code, value: show(json), expected }, path);
    return json;
  }

  /**
   * Reports the names that an object has twice, as steps. `stepOf` leaves out names that it returns
   * no step for.
   */
  #reportDuplicates(
    object: object,
    parent: PathStep | undefined,
    stepOf: (name: string) => string | undefined,
  ): void {
    for (const name of duplicatesIn(object) ?? []) {
      const step = stepOf(name);
      if (step !== undefined) this.#reject(givenTwice, { parent, step });
    }
  }

  #reject(problem: Omit<Finding, "part" | "path">, path: PathStep | undefined): void {
    const { part, findings } = this.#origin;
    this.rejected ??= `${this.#pathOf(path).slice(this.#origin.path.length + 1)}: ${problems[problem.code]}`;
    findings.add(part, () => ({ path: this.#pathOf(path), ...problem }));
  }

  #reportUnknown(
    code: ProblemCode,
    { typeName }: DescMessage | DescEnum,
    name: string,
    known: () => string[],
    path: PathStep | undefined,
  ): void {
    const { part, findings } = this.#origin;
    findings.add(part, () => ({
      path: this.#pathOf(path),
      code,
      of: typeName,
      value: show(name),
      nearest: findings.nearest(name, known()),
    }));
  }

  #pathOf(path: PathStep | undefined): string {
    if (path === undefined) return this.#origin.path;
    const { parent, step } = path;
    return this.#pathOf(parent) + (typeof step === "string" ? step : `[${String(step)}]`);
  }
}

function keyStep(key: string): string {
  return `[${show(key)}]`;
}

/** An object with the values that `fit` returns. If that is `undefined`, the entry is left out. */
function fitEntries(
  object: Readonly<Record<string, unknown>>,
  fit: (name: string, entry: unknown) => unknown,
): Readonly<Record<string, unknown>> {
  let fitted: Record<string, unknown> | undefined;
  for (const name of Object.keys(object)) {
    const entry = object[name];
    const json = fit(name, entry);
    if (json === entry) continue;
    fitted ??= { ...object };
    if (json === undefined) Reflect.deleteProperty(fitted, name);
    else fitted[name] = json;
  }
  return fitted ?? object;
}

/** Whether a field of a oneof can be `null` for protobuf-es: as a value, or as no value. */
function keepsNull({ fieldKind, message, enum: values }: DescField): boolean {
  return (
    fieldKind === "scalar" ||
    message?.typeName === "google.protobuf.Value" ||
    values?.typeName === "google.protobuf.NullValue"
  );
}

/** The fields of a message by their JSON names. */
const fieldsByName = perObject(
  ({ fields }: DescMessage): ReadonlyMap<string, DescField> =>
    new Map(
      fields.flatMap((field) => [
        [field.name, field],
        [field.jsonName, field],
      ]),
    ),
);
