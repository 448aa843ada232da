import type { DescEnum, DescField, DescMessage, JsonValue, Message } from "@bufbuild/protobuf";
import { reflect, type ReflectMessage } from "@bufbuild/protobuf/reflect";
import { show, type Findings } from "../findings.js";
import { isObject } from "../json.js";
import { perObject } from "../perObject.js";

/** As deep as protobuf-es decodes. */
const maxDepth = 100;

/**
 * Reports what a JSON object has and `schema` does not: fields, and names of enum values. They are
 * dropped by the decoder without a word.
 */
export function reportUnknownJson(
  schema: DescMessage,
  json: JsonValue,
  path: string,
  findings: Findings,
  depth = 0,
): void {
  // Google's own types have a JSON of their own, and no fields there.
  if (!isObject(json) || schema.typeName.startsWith("google.protobuf.") || depth > maxDepth) return;
  const fields = namesOf(schema);
  for (const [key, value] of Object.entries(json as Record<string, JsonValue>)) {
    if (findings.isFull()) return;
    const field = fields.get(key);
    if (field === undefined) {
      const known = (): string[] => schema.fields.map(({ jsonName }) => jsonName);
      reportUnknown(`field of ${schema.typeName}`, key, known, path, findings);
      continue;
    }
    for (const [at, entry] of entriesOf(field, value)) {
      if (findings.isFull()) return;
      const where = `${path}.${key}${at}`;
      if (field.message) reportUnknownJson(field.message, entry, where, findings, depth + 1);
      if (field.enum) reportUnknownName(field.enum, entry, where, findings);
    }
  }
}

/** The fields of a message by the names that they have in JSON. */
const namesOf = perObject(
  ({ fields }: DescMessage): ReadonlyMap<string, DescField> =>
    new Map(
      fields.flatMap((field) => [
        [field.name, field],
        [field.jsonName, field],
      ]),
    ),
);

/** The single values of a field's JSON, each with its place. */
function entriesOf(field: DescField, value: JsonValue): [at: string, value: JsonValue][] {
  switch (field.fieldKind) {
    case "list":
      return Array.isArray(value) ? value.map((entry, at) => [`[${String(at)}]`, entry]) : [];
    case "map":
      return isObject(value)
        ? Object.entries(value as Record<string, JsonValue>).map(([key, entry]) => [
            `[${show(key)}]`,
            entry,
          ])
        : [];
    default:
      return [["", value]];
  }
}

function reportUnknownName(
  schema: DescEnum,
  value: JsonValue,
  path: string,
  findings: Findings,
): void {
  if (typeof value !== "string" || schema.values.some(({ name }) => name === value)) return;
  const known = (): string[] => schema.values.map(({ name }) => name);
  reportUnknown(`value of ${schema.typeName}`, value, known, path, findings);
}

function reportUnknown(
  what: string,
  name: string,
  known: () => string[],
  path: string,
  findings: Findings,
): void {
  findings.add("body", () => ({
    path,
    problem: `unknown ${what}`,
    value: show(name),
    nearest: findings.nearest(name, known()),
  }));
}

/** Reports the field numbers of a decoded message, at every depth, that its schema lacks. */
export function reportUnknownNumbers(
  schema: DescMessage,
  message: Message,
  path: string,
  findings: Findings,
): void {
  for (const { no } of message.$unknown ?? []) {
    if (findings.isFull()) return;
    findings.add("body", () => ({
      path,
      problem: `unknown field number of ${schema.typeName}`,
      value: String(no),
    }));
  }
  const fields = schema.fields.filter((field) => field.message !== undefined);
  if (fields.length === 0) return;
  const reflected = reflect(schema, message, false);
  for (const field of fields) {
    for (const inner of messagesOf(reflected, field)) {
      if (findings.isFull()) return;
      reportUnknownNumbers(inner.desc, inner.message, `${path}.${field.jsonName}`, findings);
    }
  }
}

function messagesOf(message: ReflectMessage, field: DescField): Iterable<ReflectMessage> {
  if (!message.isSet(field)) return [];
  if (field.fieldKind === "message") return [message.get(field)];
  if (field.fieldKind === "list" && field.listKind === "message") {
    return message.get(field) as Iterable<ReflectMessage>;
  }
  if (field.fieldKind === "map" && field.mapKind === "message") {
    return message.get(field).values() as Iterable<ReflectMessage>;
  }
  return [];
}
