import { ScalarType, type DescField, type DescMessage, type Message } from "@bufbuild/protobuf";
import { reflect, type ReflectMessage } from "@bufbuild/protobuf/reflect";
import { WireType } from "@bufbuild/protobuf/wire";
import { fieldsOf } from "../protobuf/fields.js";
import { WireReader } from "../protobuf/wireReader.js";
import { namesOf } from "./fitJson.js";

/**
 * A message with nothing but the strings that a body has at its top level, whatever does not decode in
 * it. Of protobuf it has those up to where tags and lengths are invalid.
 *
 * @param body the bytes of protobuf, or what JSON has been read into
 */
export function topLevelStrings(
  schema: DescMessage,
  body: Uint8Array | Readonly<Record<string, unknown>>,
): Message {
  const message = reflect(schema, undefined, false);
  if (body instanceof Uint8Array) readBinary(message, body);
  else readJson(message, body);
  return message.message;
}

function readJson(message: ReflectMessage, body: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(body)) {
    const field = namesOf(message.desc).get(name);
    if (isString(field) && typeof value === "string") message.set(field, value);
  }
}

function readBinary(message: ReflectMessage, body: Uint8Array): void {
  const fields = fieldsOf(message.desc);
  const reader = new WireReader(body, false);
  const end = body.length;
  try {
    while (reader.pos < end) {
      reader.readTag(end);
      const field = fields.get(reader.number)?.field;
      if (reader.wireType === WireType.LengthDelimited && isString(field)) {
        const value = reader.readString(end);
        if (value !== undefined) message.set(field, value);
      } else reader.skipValue(end, 1);
    }
  } catch {
    // Nobody knows where the next field begins.
  }
}

function isString(field: DescField | undefined): field is DescField & { fieldKind: "scalar" } {
  return field?.fieldKind === "scalar" && field.scalar === ScalarType.STRING;
}
