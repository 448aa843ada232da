import {
  ScalarType,
  toJson,
  type DescField,
  type DescMessage,
  type JsonObject,
  type JsonValue,
  type Message,
  type Registry,
} from "@bufbuild/protobuf";
import { isObject } from "../util/json.js";
import { perObject } from "../util/perObject.js";
import { jsonText, type JsonOptions } from "./jsonText.js";

/** The names that each form uses, and whether it has fields without a value. */
const forms = {
  json: { useProtoFieldName: false, hasDefaults: false },
  jsonSnake: { useProtoFieldName: true, hasDefaults: false },
  jsonDefaults: { useProtoFieldName: false, hasDefaults: true },
  jsonSnakeDefaults: { useProtoFieldName: true, hasDefaults: true },
} as const;

/** A form of protobuf JSON. */
export type JsonForm = keyof typeof forms;

/** Writes the JSON of a message as Go's protojson does in this form. */
export function writeJson(
  schema: DescMessage,
  message: Message,
  form: JsonForm,
  registry: Registry | undefined,
): string {
  const { useProtoFieldName, hasDefaults } = forms[form];
  const options: JsonOptions = { useProtoFieldName, registry };
  if (!hasDefaults) return jsonText(schema, message, options);
  return JSON.stringify(withDefaults(schema, toJson(schema, message, options), options));
}

/**
 * Adds the fields without a value to a message's JSON, at all levels. The option of protobuf-es is
 * slow, and leaves out messages.
 */
function withDefaults(schema: DescMessage, json: JsonValue, options: JsonOptions): JsonValue {
  if (schema.typeName === "google.protobuf.Any") return withDefaultsInAny(json, options);
  // Google's other types have their own JSON, without fields.
  if (!isObject(json) || schema.typeName.startsWith("google.protobuf.")) return json;
  const { useProtoFieldName } = options;
  const { empty, fields } = (useProtoFieldName ? snakeDefaultsOf : camelDefaultsOf)(schema);
  const set = Object.keys(json);
  if (set.length === 0) return empty;
  const valueOf = (name: string): JsonValue =>
    valueWithDefaults(fields.get(name)!, json[name]!, options);
  const complete: JsonObject = {};
  if (set.every((name) => Object.hasOwn(empty, name))) {
    Object.assign(complete, empty);
    for (const name of set) complete[name] = valueOf(name);
    return complete;
  }
  // Members of oneofs and `optional` fields keep their places among the others.
  for (const name of fields.keys()) {
    if (Object.hasOwn(json, name)) complete[name] = valueOf(name);
    else if (Object.hasOwn(empty, name)) complete[name] = empty[name]!;
  }
  return complete;
}

/** The JSON of an empty message, and its fields by JSON name. */
function defaultsOf(nameOf: (field: DescField) => string) {
  return perObject(({ fields }: DescMessage) => {
    const named = fields.map((field) => [nameOf(field), field] as const);
    const empty = named.flatMap(([name, field]): [string, JsonValue][] => {
      const value = emptyOf(field);
      return value === undefined ? [] : [[name, value]];
    });
    return { empty: Object.fromEntries(empty), fields: new Map(named) };
  });
}

const snakeDefaultsOf = defaultsOf(({ name }) => name);
const camelDefaultsOf = defaultsOf(({ jsonName }) => jsonName);

/**
 * The JSON of a field without a value; `undefined` if it is left out: in a oneof, or `optional`.
 */
function emptyOf(field: DescField): JsonValue | undefined {
  if (field.oneof !== undefined || field.proto.proto3Optional) return undefined;
  switch (field.fieldKind) {
    case "list":
      return [];
    case "map":
      return {};
    case "message":
      return null;
    case "enum":
      return field.enum.value[0]?.name;
    case "scalar":
      return emptyScalar(field.scalar);
  }
}

function emptyScalar(type: ScalarType): JsonValue {
  switch (type) {
    case ScalarType.BOOL:
      return false;
    case ScalarType.STRING:
    case ScalarType.BYTES:
      return "";
    case ScalarType.INT64:
    case ScalarType.UINT64:
    case ScalarType.SINT64:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return "0";
    default:
      return 0;
  }
}

function valueWithDefaults(field: DescField, value: JsonValue, options: JsonOptions): JsonValue {
  const { message } = field;
  if (message === undefined) return value;
  const addDefaults = (json: JsonValue): JsonValue => withDefaults(message, json, options);
  if (field.fieldKind === "list") return (value as JsonValue[]).map(addDefaults);
  if (field.fieldKind !== "map") return addDefaults(value);
  const entries = Object.entries(value as JsonObject);
  return Object.fromEntries(entries.map(([key, entry]) => [key, addDefaults(entry)]));
}

/** The same for a message in an `Any`, whose fields stand beside its type. */
function withDefaultsInAny(json: JsonValue, options: JsonOptions): JsonObject {
  const { "@type": type, ...fields } = json as JsonObject;
  if (typeof type !== "string") return {};
  const schema = options.registry?.getMessage(type.slice(type.lastIndexOf("/") + 1));
  return { "@type": type, ...(schema && (withDefaults(schema, fields, options) as JsonObject)) };
}
