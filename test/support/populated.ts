/** Populated defaults by reflection, from the words of the contract: what the generated ones are held against. */
import {
  create,
  ScalarType,
  type DescField,
  type DescMessage,
  type Message,
} from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";

/** The populated default of `output` for a request. */
export function populated(output: DescMessage, input: DescMessage, request: Message): Message {
  const response = reflect(output, create(output));
  for (const field of output.fields) {
    const echo = echoOf(field, input, request);
    if (echo !== undefined) response.set(field, echo);
    else if (isId(field)) response.set(field, idValue(field));
    else if (field.fieldKind === "list" && field.listKind === "message") {
      response.get(field).add(reflect(field.message, element(field.message)));
    }
  }
  return response.message;
}

/** Rule 1: the value of a singular scalar of the same name and kind that the request has set. */
export function echoOf(field: DescField, input: DescMessage, request: Message): unknown {
  const asked = reflect(input, request);
  const source = input.fields.find(
    (other) =>
      other.name === field.name &&
      other.fieldKind === "scalar" &&
      field.fieldKind === "scalar" &&
      other.scalar === field.scalar &&
      asked.isSet(other),
  );
  return source && asked.get(source);
}

/** Rule 3: an element is filled by rule 2 alone. */
function element(schema: DescMessage): Message {
  const message = reflect(schema, create(schema));
  for (const field of schema.fields.filter(isId)) message.set(field, idValue(field));
  return message.message;
}

/** Rule 2: singular strings named `id` or `sid`, or ending in `_id` or `_sid`. */
function isId(field: DescField): boolean {
  if (field.fieldKind !== "scalar" || field.scalar !== ScalarType.STRING) return false;
  const { name } = field;
  return name === "id" || name === "sid" || name.endsWith("_id") || name.endsWith("_sid");
}

function idValue(field: DescField): string {
  return `MOCK_${field.name.toUpperCase()}`;
}
