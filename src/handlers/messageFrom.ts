import type { DescField, DescMessage, DescOneof, Message } from "@bufbuild/protobuf";
import { createEmpty } from "../../gen/create.js";
import { describe, show, type Finding } from "../util/findings.js";
import { isObject } from "../util/json.js";
import { nearest } from "../util/nearest.js";
import { isMapKey } from "../twirp/jsonScalars.js";
import { scalarTypes } from "./scalarTypes.js";

/**
 * Makes a message from any of its fields, in the form of protobuf-es. Throws {@link InvalidMessage} for an
 * unknown field or a value that its field cannot hold, at any depth. The error's message begins with
 * where that is, below `path`.
 */
export function messageFrom(schema: DescMessage, init: unknown, path: string): Message {
  const { typeName } = schema;
  if (!hasFields(init)) throw wrongType(path, init, `a ${typeName}`);
  const { $typeName = typeName } = init;
  if ($typeName !== typeName) throw wrongType(path, $typeName, typeName);
  const message = createEmpty(schema) as Message & Record<string, unknown>;
  for (const [name, value] of Object.entries(init)) {
    if (value === undefined || name === "$typeName" || name === "$unknown") continue;
    const member = schema.members.find(({ localName }) => localName === name);
    if (member === undefined) throw unknownField(schema, name, path);
    const memberPath = `${path}.${name}`;
    message[name] =
      member.kind === "oneof"
        ? oneofFrom(member, value, memberPath)
        : fieldFrom(member, value, memberPath);
  }
  return message;
}

/**
 * Whether a value is an object for fields. A Promise that nobody awaits, a Date or a Map has none, and
 * would pass for an empty message.
 */
function hasFields(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isObject(value)) return false;
  return Object.keys(value).length > 0 || kindOf(value) === "Object";
}

/** `Object` also for instances of a test's own classes. */
function kindOf(value: object): string {
  return Object.prototype.toString.call(value).slice("[object ".length, -1);
}

function oneofFrom(oneof: DescOneof, init: unknown, path: string): unknown {
  if (!isOneof(init)) throw wrongType(path, init, "an object { case, value }");
  const { case: name, value } = init;
  if (name === undefined && value === undefined) return { case: undefined };
  const field = oneof.fields.find(({ localName }) => localName === name);
  if (field !== undefined) return { case: name, value: fieldFrom(field, value, `${path}.value`) };
  const known = oneof.fields.map(({ localName }) => localName);
  throw problem({
    path: `${path}.case`,
    code: "unknownValue",
    value: show(name),
    expected: known.join(", "),
    nearest: typeof name === "string" ? nearest(name, known) : undefined,
  });
}

function isOneof(init: unknown): init is { readonly case?: unknown; readonly value?: unknown } {
  return isObject(init) && Object.keys(init).every((name) => name === "case" || name === "value");
}

function fieldFrom(field: DescField, init: unknown, path: string): unknown {
  if (field.fieldKind === "list") {
    if (!Array.isArray(init)) throw wrongType(path, init, "an array");
    // Unlike `map`, it takes the holes, too.
    return Array.from(init, (entry, at) => valueFrom(field, entry, `${path}[${String(at)}]`));
  }
  if (field.fieldKind !== "map") return valueFrom(field, init, path);
  if (!hasFields(init)) throw wrongType(path, init, "an object");
  const entries = Object.entries(init).map(([key, entry]) => {
    const entryPath = `${path}[${show(key)}]`;
    if (isMapKey(field.mapKey, key)) return [key, valueFrom(field, entry, entryPath)] as const;
    throw problem({ path: entryPath, code: "invalidKey", expected: "an integer" });
  });
  return Object.fromEntries(entries);
}

/** A single value of a field; for a list or a map, of an entry. */
function valueFrom(
  { message, scalar, enum: values }: DescField,
  init: unknown,
  path: string,
): unknown {
  // protobuf-es has a Struct as a JSON object.
  if (message?.typeName === "google.protobuf.Struct") {
    if (!hasFields(init)) throw wrongType(path, init, "a JSON object");
    return init;
  }
  if (message !== undefined) return messageFrom(message, init, path);
  if (scalar !== undefined) {
    const { name, isType, range } = scalarTypes[scalar];
    if (!isType(init)) throw wrongType(path, init, name);
    if (range !== undefined) checkRange(init as number | bigint, range, path);
    if (typeof init === "string" && /\p{Surrogate}/u.test(init)) {
      const expected = "no half of a surrogate pair";
      throw problem({ path, code: "invalidValue", value: show(init), expected });
    }
    return init;
  }
  const known = values.values;
  if (known.some(({ number }) => number === init)) return init;
  throw problem({
    path,
    code: typeof init === "number" ? "unknownValue" : "wrongType",
    value: show(init),
    expected: known.map(({ number, name }) => `${String(number)} (${name})`).join(", "),
  });
}

function checkRange(
  value: number | bigint,
  [min, max]: readonly [number | bigint, number | bigint],
  path: string,
): void {
  if (value >= min && value <= max) return;
  const expected = `${String(min)} to ${String(max)}`;
  throw problem({ path, code: "outOfRange", value: String(value), expected });
}

function unknownField(schema: DescMessage, name: string, path: string): InvalidMessage {
  const { typeName, fields, members } = schema;
  const oneof = fields.find(({ localName }) => localName === name)?.oneof;
  const names = members.map(({ localName }) => localName);
  return problem({
    path,
    code: "unknownField",
    of: typeName,
    value: show(name),
    ...(oneof === undefined
      ? { nearest: nearest(name, names) }
      : { expected: `${oneof.localName}: { case: "${name}", value }` }),
  });
}

/** Thrown for what cannot become a message. Its stack says nothing that its message does not. */
export class InvalidMessage extends TypeError {}

function wrongType(path: string, value: unknown, expected: string): InvalidMessage {
  const kind = isObject(value) ? kindOf(value) : "Object";
  const found = typeof value === "bigint" ? `${String(value)}n` : show(value);
  const shown = kind === "Object" ? found : `${found} (${kind})`;
  return problem({ path, code: "wrongType", value: shown, expected });
}

function problem(finding: Omit<Finding, "part">): InvalidMessage {
  return new InvalidMessage(describe({ ...finding, part: "body" }));
}
