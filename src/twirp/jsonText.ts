import {
  ScalarType,
  toJsonString,
  type DescEnum,
  type DescField,
  type DescMessage,
  type Message,
  type Registry,
} from "@bufbuild/protobuf";
import { FeatureSet_FieldPresence, isWrapperDesc } from "@bufbuild/protobuf/wkt";
import { perObject } from "../util/perObject.js";

/** What the JSON of a message depends on, besides its schema. */
export interface JsonOptions {
  readonly useProtoFieldName: boolean;
  /** The messages that an `Any` may hold. */
  readonly registry: Registry | undefined;
}

/**
 * Writes the JSON of a message, byte for byte as protobuf-es does. How a field is written depends
 * only on its schema, so this is worked out once, not per message.
 */
export function jsonText(schema: DescMessage, message: Message, options: JsonOptions): string {
  const writers = writersFor(schema);
  if (writers === protobufEsOnly) return toJsonString(schema, message, options);
  let text = "";
  for (const { name, oneof, isEmpty, write, camel, snake } of writers) {
    const value = oneof === undefined ? (message as Values)[name] : valueIn(message, oneof, name);
    if (value === undefined || isEmpty(value)) continue;
    if (text !== "") text += ",";
    text += (options.useProtoFieldName ? snake : camel) + write(value, options);
  }
  return `{${text}}`;
}

type Values = Readonly<Record<string, unknown>>;

/** A member of a oneof, if it is set. */
function valueIn(message: Message, oneof: string, name: string): unknown {
  const set = (message as Values)[oneof] as { readonly case?: string; readonly value?: unknown };
  return set.case === name ? set.value : undefined;
}

type Write = (value: unknown, options: JsonOptions) => string;

/** Writes a field of a message. */
interface Writer {
  /** The property of the message. */
  readonly name: string;
  /** The oneof that it belongs to. */
  readonly oneof: string | undefined;
  /** Whether a value is left out. */
  readonly isEmpty: (value: unknown) => boolean;
  readonly write: Write;
  /** Its JSON names, with quotes and colon. */
  readonly camel: string;
  readonly snake: string;
}

/** The presence of a field that is set if its value is not the zero value. */
const implicit: DescField["presence"] = FeatureSet_FieldPresence.IMPLICIT;

/** Marks a message that only protobuf-es can write. */
const protobufEsOnly: readonly Writer[] = [];

/** The writers of a message's fields, in the order of its JSON. */
const writersFor = perObject(({ typeName, fields }: DescMessage): readonly Writer[] => {
  if (isGoogleType(typeName) || fields.some(isUnwrapped)) return protobufEsOnly;
  return [...fields].sort((a, b) => a.number - b.number).map(createWriter);
});

/** Whether a type is one of Google's. Most of them have their own JSON. */
function isGoogleType(typeName: string): boolean {
  return typeName.startsWith("google.protobuf.");
}

/** Whether protobuf-es represents a message field by something other than a message. */
function isUnwrapped({ message }: DescField): boolean {
  if (message === undefined) return false;
  return message.typeName === "google.protobuf.Struct" || isWrapperDesc(message);
}

function createWriter(field: DescField): Writer {
  return {
    name: field.localName,
    oneof: field.oneof?.localName,
    isEmpty:
      field.oneof === undefined && field.presence === implicit
        ? createZeroCheck(field)
        : () => false,
    write: createWrite(field),
    camel: `${JSON.stringify(field.jsonName)}:`,
    snake: `${JSON.stringify(field.name)}:`,
  };
}

/** Makes a function that says whether a value is the zero value of a field. */
function createZeroCheck(field: DescField): (value: unknown) => boolean {
  switch (field.fieldKind) {
    case "list":
      return (list) => (list as readonly unknown[]).length === 0;
    case "map":
      return (map) => Object.keys(map as Values).length === 0;
    case "enum": {
      const zero = field.enum.values[0]!.number;
      return (value) => value === zero;
    }
    default:
      return createScalarZeroCheck(field.scalar);
  }
}

function createScalarZeroCheck(type: ScalarType | undefined): (value: unknown) => boolean {
  switch (type) {
    case ScalarType.BYTES:
      return (bytes) => (bytes as Uint8Array).length === 0;
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return (value) => Object.is(value, 0);
    default:
      // `false`, `""`, 0 and 0n.
      return (value) => !value;
  }
}

function createWrite(field: DescField): Write {
  const single = createSingleWrite(field);
  switch (field.fieldKind) {
    case "list":
      return (list, options) => {
        const entries = (list as readonly unknown[]).map((entry) => single(entry, options));
        return `[${entries.join(",")}]`;
      };
    case "map":
      return (map, options) => {
        const entries = Object.entries(map as Values).map(
          ([key, entry]) => `${quote(key)}:${single(entry, options)}`,
        );
        return `{${entries.join(",")}}`;
      };
    default:
      return single;
  }
}

/** Makes a function that writes a single value; for a list or a map, an entry. */
function createSingleWrite({ scalar, message, enum: values }: DescField): Write {
  if (message !== undefined) {
    return (value, options) => jsonText(message, value as Message, options);
  }
  return scalar === undefined ? createEnumWrite(values) : createScalarWrite(scalar);
}

function createEnumWrite({ typeName, values }: DescEnum): Write {
  if (isGoogleType(typeName)) return () => "null";
  const names = new Map(values.map(({ number, name }) => [number, quote(name)]));
  return (value) => names.get(value as number) ?? String(value);
}

function createScalarWrite(type: ScalarType): Write {
  switch (type) {
    case ScalarType.STRING:
      return (value) => quote(value as string);
    case ScalarType.BYTES:
      return (value) => {
        const { buffer, byteOffset, length } = value as Uint8Array;
        return `"${Buffer.from(buffer, byteOffset, length).toString("base64")}"`;
      };
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return (value) => (Number.isFinite(value) ? String(value) : `"${String(value)}"`);
    case ScalarType.INT64:
    case ScalarType.UINT64:
    case ScalarType.SINT64:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return (value) => `"${String(value)}"`;
    default:
      return String;
  }
}

/** A string that needs no escapes in JSON. */
const isPlain = /^[ !#-[\]-~]{0,100}$/;

function quote(text: string): string {
  return isPlain.test(text) ? `"${text}"` : JSON.stringify(text);
}
