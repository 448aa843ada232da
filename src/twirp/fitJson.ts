import type { DescEnum, DescField, DescMessage, JsonValue } from "@bufbuild/protobuf";
import { show, type Finding, type Findings, type Part } from "../util/findings.js";
import { isObject } from "../util/json.js";
import { problems, type ProblemCode } from "../util/problems.js";
import { perObject } from "../util/perObject.js";
import { repeatedIn } from "../util/readJson.js";
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
  readonly refused: string | undefined;
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
  return { json: json as JsonValue, refused: fit.refused };
}

/** A step on the path to a value. */
interface Place {
  readonly parent: Place | undefined;
  /** The index of an entry, or what the path shows: `.name`, `["key"]`. */
  readonly step: string | number;
}

const tooLarge = { code: "invalidNumber", expected: "a number that fits a double" } as const;
const noKey = { code: "invalidKey", expected: "an integer" } as const;
const twice = { code: "givenTwice", expected: "once; the last one counts" } as const;

class Fit {
  readonly #origin: Origin;
  #depth = 0;
  refused: string | undefined;

  constructor(origin: Origin) {
    this.#origin = origin;
  }

  message(schema: DescMessage, value: unknown, at: Place | undefined): unknown {
    if (schema.typeName.startsWith("google.protobuf.")) return this.#google(schema, value, at);
    if (!isObject(value) || this.#depth === maxDepth) return value;
    this.#depth++;
    const fields = namesOf(schema);
    this.#reportRepeated(value, at, (name) => (fields.has(name) ? `.${name}` : undefined));
    const fitted = fitEntries(value, (name, entry) => {
      const field = fields.get(name);
      if (field !== undefined) return this.#field(field, entry, { parent: at, step: `.${name}` });
      const known = (): string[] => schema.fields.map(({ jsonName }) => jsonName);
      this.#reportUnknown("unknownField", schema, name, known, at);
      return entry;
    });
    this.#depth--;
    return fitted;
  }

  #field(field: DescField, value: unknown, at: Place): unknown {
    if (value === null) return field.oneof === undefined || keepsNull(field) ? value : undefined;
    switch (field.fieldKind) {
      case "list":
        return Array.isArray(value) ? this.#list(field, value, at) : value;
      case "map":
        return isObject(value) ? this.#map(field, value, at) : value;
      default:
        return this.#single(field, value, at);
    }
  }

  #list(field: DescField, list: unknown[], parent: Place): unknown {
    let copy: unknown[] | undefined;
    for (let step = 0; step < list.length; step++) {
      const json = this.#single(field, list[step], { parent, step });
      if (json === list[step]) continue;
      copy ??= [...list];
      copy[step] = json;
    }
    return copy ?? list;
  }

  #map(
    field: DescField & { fieldKind: "map" },
    map: Readonly<Record<string, unknown>>,
    at: Place,
  ): unknown {
    this.#reportRepeated(map, at, keyStep);
    return fitEntries(map, (key, entry) => {
      const place = { parent: at, step: keyStep(key) };
      if (!isMapKey(field.mapKey, key)) this.#refuse(noKey, place);
      return this.#single(field, entry, place);
    });
  }

  /** A single value of a field; for a list or a map, of an entry. */
  #single({ scalar, message, enum: values }: DescField, value: unknown, at: Place): unknown {
    if (value === null) return value;
    if (scalar !== undefined) return this.#judge(fitScalar(scalar, value), at);
    if (message !== undefined) return this.message(message, numberFor(value), at);
    if (typeof value === "string") this.#checkName(values, value, at);
    return numberFor(value);
  }

  #checkName(schema: DescEnum, name: string, at: Place): void {
    const known = (): string[] => schema.values.map((value) => value.name);
    if (schema.values.some((value) => value.name === name)) return;
    this.#reportUnknown("unknownValue", schema, name, known, at);
  }

  /** Google's types have their own JSON. */
  #google({ typeName }: DescMessage, value: unknown, at: Place | undefined): unknown {
    if (typeof value !== "string") return this.#free(value, at);
    if (typeName === "google.protobuf.Duration") return this.#judge(fitDuration(value), at);
    if (typeName === "google.protobuf.Timestamp") return this.#judge(fitTimestamp(value), at);
    return value;
  }

  /** Any JSON, as in a `google.protobuf.Struct`, whose numbers are doubles. */
  #free(value: unknown, at: Place | undefined): unknown {
    if (typeof value === "bigint") return numberFor(value);
    if (typeof value === "number" && !Number.isFinite(value)) this.#refuse(tooLarge, at);
    if (Array.isArray(value)) {
      return value.map((entry, step) => this.#free(entry, { parent: at, step }));
    }
    if (!isObject(value)) return value;
    this.#reportRepeated(value, at, keyStep);
    return fitEntries(value, (key, entry) => this.#free(entry, { parent: at, step: keyStep(key) }));
  }

  #judge(fitted: Fitted, at: Place | undefined): unknown {
    const { json, code, expected } = fitted;
    if (code !== undefined) this.#refuse({ code, value: show(json), expected }, at);
    return json;
  }

  /**
   * Reports the names that an object has twice, as steps. `stepOf` leaves out names that it returns
   * no step for.
   */
  #reportRepeated(
    object: object,
    parent: Place | undefined,
    stepOf: (name: string) => string | undefined,
  ): void {
    for (const name of repeatedIn(object) ?? []) {
      const step = stepOf(name);
      if (step !== undefined) this.#refuse(twice, { parent, step });
    }
  }

  #refuse(what: Omit<Finding, "part" | "path">, at: Place | undefined): void {
    const { part, findings } = this.#origin;
    this.refused ??= `${this.#pathOf(at).slice(this.#origin.path.length + 1)}: ${problems[what.code]}`;
    findings.add(part, () => ({ path: this.#pathOf(at), ...what }));
  }

  #reportUnknown(
    code: ProblemCode,
    { typeName }: DescMessage | DescEnum,
    name: string,
    known: () => string[],
    at: Place | undefined,
  ): void {
    const { part, findings } = this.#origin;
    findings.add(part, () => ({
      path: this.#pathOf(at),
      code,
      of: typeName,
      value: show(name),
      nearest: findings.nearest(name, known()),
    }));
  }

  #pathOf(at: Place | undefined): string {
    if (at === undefined) return this.#origin.path;
    const { parent, step } = at;
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
const namesOf = perObject(
  ({ fields }: DescMessage): ReadonlyMap<string, DescField> =>
    new Map(
      fields.flatMap((field) => [
        [field.name, field],
        [field.jsonName, field],
      ]),
    ),
);
