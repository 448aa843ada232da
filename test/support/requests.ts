import {
  create,
  ScalarType,
  type DescField,
  type DescMessage,
  type Message,
} from "@bufbuild/protobuf";
import { reflect, type ReflectMessage } from "@bufbuild/protobuf/reflect";

/** As deep as messages are filled: some of them contain themselves. */
const maxDepth = 3;

/**
 * Messages of a type that together set each of its fields to something that is not zero: one
 * message if it has no oneof, else as many as its largest oneof has members.
 */
export function filledMessages(schema: DescMessage): Message[] {
  const most = Math.max(1, ...schema.oneofs.map(({ fields }) => fields.length));
  return Array.from({ length: most }, (_, at) => fill(schema, at, 0).message);
}

function fill(schema: DescMessage, member: number, depth: number): ReflectMessage {
  const message = reflect(schema, create(schema));
  for (const field of schema.fields) {
    const siblings = field.oneof?.fields;
    if (siblings !== undefined && siblings[member % siblings.length] !== field) continue;
    set(message, field, member, depth);
  }
  return message;
}

function set(message: ReflectMessage, field: DescField, member: number, depth: number): void {
  switch (field.fieldKind) {
    case "scalar":
      message.set(field, scalar(field.scalar, field.name));
      break;
    case "enum":
      message.set(field, field.enum.values.at(-1)!.number);
      break;
    case "message":
      if (depth < maxDepth)
        message.set(field, known(field.message) ?? fill(field.message, member, depth + 1));
      break;
    case "list":
      if (field.listKind === "scalar") message.get(field).add(scalar(field.scalar, field.name));
      if (field.listKind === "enum") message.get(field).add(field.enum.values.at(-1)!.number);
      if (field.listKind === "message" && depth < maxDepth) {
        message.get(field).add(known(field.message) ?? fill(field.message, member, depth + 1));
      }
      break;
    case "map": {
      const key = scalar(field.mapKey, field.name) as string | number;
      if (field.mapKind === "scalar") message.get(field).set(key, scalar(field.scalar, field.name));
      if (field.mapKind === "enum") message.get(field).set(key, field.enum.values.at(-1)!.number);
      if (field.mapKind === "message" && depth < maxDepth) {
        message.get(field).set(key, fill(field.message, member, depth + 1));
      }
      break;
    }
  }
}

/** Google's types whose JSON takes not every value. */
function known(schema: DescMessage): ReflectMessage | undefined {
  if (!["google.protobuf.Timestamp", "google.protobuf.Duration"].includes(schema.typeName)) {
    return undefined;
  }
  const message = reflect(schema, create(schema));
  message.set(schema.field["seconds"]!, 5n);
  return message;
}

function scalar(type: ScalarType, name: string): unknown {
  switch (type) {
    case ScalarType.STRING:
      return `some ${name}`;
    case ScalarType.BOOL:
      return true;
    case ScalarType.BYTES:
      return new Uint8Array([1, 2, 3]);
    case ScalarType.INT64:
    case ScalarType.UINT64:
    case ScalarType.SINT64:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return 7n;
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return 1.5;
    default:
      return 7;
  }
}
