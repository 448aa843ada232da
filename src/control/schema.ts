import type { JsonObject } from "@bufbuild/protobuf";
import { controlFields, fieldsPerMethod } from "./fields.js";
import type { Field, MapType, Type } from "../util/fieldTypes.js";

/** The JSON Schema (draft 2020-12) of the control. */
export function controlSchema(): JsonObject {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "X-Lk-Mock",
    description: "How livekit-mock treats a request.",
    ...objectSchema(controlFields),
    $defs: { methods: mapSchema(fieldsPerMethod) },
  };
}

/** The schema as a string. */
export function controlSchemaText(): string {
  return `${JSON.stringify(controlSchema(), null, 2)}\n`;
}

function objectSchema(fields: readonly Field[]): JsonObject {
  const properties = fields.map(({ name, type, effect, default: fallback }) => {
    const absent = fallback === "" ? "" : ` Default: ${fallback}.`;
    return [name, { ...schemaOf(type), description: effect + absent }] as const;
  });
  const required = fields.filter((field) => field.required === true).map(({ name }) => name);
  return {
    type: "object",
    properties: Object.fromEntries(properties),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

function schemaOf(type: Type): JsonObject {
  switch (type.kind) {
    case "integer":
      return {
        type: "integer",
        ...(type.min > Number.MIN_SAFE_INTEGER ? { minimum: type.min } : {}),
        ...(type.max < Number.MAX_SAFE_INTEGER ? { maximum: type.max } : {}),
      };
    case "string":
      return type.pattern === undefined
        ? { type: "string" }
        : { type: "string", pattern: type.pattern };
    case "name":
      return { type: "string", enum: [...type.values] };
    case "boolean":
      return { type: "boolean" };
    case "object":
      return { type: "object" };
    case "list":
      return { type: "array", items: schemaOf(type.of) };
    case "map":
      // It is large, and the control and `perRegion` have it.
      return type === fieldsPerMethod ? { $ref: "#/$defs/methods" } : mapSchema(type);
    case "fields":
      return objectSchema(type.fields);
    case "either":
      return { anyOf: type.of.map(schemaOf) };
  }
}

function mapSchema(type: MapType): JsonObject {
  return {
    type: "object",
    propertyNames: namesOf(type),
    additionalProperties: schemaOf(type.of),
  };
}

function namesOf({ keyPattern, refused = [], known }: MapType): JsonObject {
  if (known !== undefined) return { enum: [...known.names] };
  const legal = { pattern: keyPattern };
  if (refused.length === 0) return legal;
  return { ...legal, not: { pattern: `^(${refused.map(inAnyCase).join("|")})$` } };
}

/** A pattern that matches a name in any case, since JSON Schema has no flags. */
function inAnyCase(name: string): string {
  return name.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}
