import type { DescField, DescMessage, Message } from "@bufbuild/protobuf";
import { reflect, type ReflectMessage } from "@bufbuild/protobuf/reflect";
import type { Findings } from "../findings.js";

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
