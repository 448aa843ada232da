/** What a method's rich default has in each field, to be printed as code or described in a report. */
import {
  ScalarType,
  type DescField,
  type DescMessage,
  type DescMethod,
  type DescOneof,
} from "@bufbuild/protobuf";
import { mockId } from "../planDefault.js";
import { emptyRules } from "./emptyRules.js";
import { richTime, timeUnits, valueRules, type ValueRule } from "./rules.js";

/** How deep messages are nested in a response. Below that, fields with messages stay empty. */
const maxDepth = 3;

/**
 * The value of a field: TypeScript code (with the name of an enum's value), a message, or a list or map
 * with one entry.
 */
export type RichValue =
  | { readonly kind: "code"; readonly code: string; readonly name?: string }
  | { readonly kind: "message"; readonly message: RichMessage }
  | { readonly kind: "list"; readonly entry: RichValue }
  | { readonly kind: "map"; readonly key: string; readonly entry: RichValue };

/** A message with its fields that are not empty. */
export interface RichMessage {
  readonly schema: DescMessage;
  readonly members: readonly { readonly field: DescField; readonly value: RichValue }[];
}

/** Plans the rich default of a method, before anything is echoed. */
export function planRich(method: DescMethod): RichMessage {
  return new Planner(method.name).message(method.output, []);
}

/** Whether the `fields` of a rule name an element of a message. */
function namesIn(fields: readonly string[], typeName: string, name: string): boolean {
  return fields.some((field) => field === `${typeName}.${name}` || field === `*.${name}`);
}

/** Plans the messages in the response of one method. */
class Planner {
  readonly #method: string;

  constructor(method: string) {
    this.#method = method;
  }

  /** @param parents the messages that this one is nested in, from the response on */
  message(schema: DescMessage, parents: readonly DescMessage[]): RichMessage {
    const path = [...parents, schema];
    const members = schema.members.flatMap((member) => {
      const fields = member.kind === "oneof" ? this.#candidatesOf(member) : [member];
      const all = fields.flatMap((field) => {
        const value = this.#isEmpty(field) ? undefined : this.#fieldValue(field, path);
        return value === undefined ? [] : [{ field, value }];
      });
      return all.slice(0, 1);
    });
    return { schema, members };
  }

  /**
   * The members of a oneof, of which the first that has a value is set: all of them if the protocol lacks
   * the one of the rule.
   */
  #candidatesOf({ name, parent, fields }: DescOneof): readonly DescField[] {
    const rule = this.#ruleFor(parent.typeName, name);
    const chosen = fields.filter((field) => field.name === rule?.value);
    return chosen.length === 0 ? fields : chosen;
  }

  #isEmpty({ parent, name }: DescField): boolean {
    return emptyRules.some(({ fields }) => namesIn(fields, parent.typeName, name));
  }

  #ruleFor(typeName: string, name: string): ValueRule | undefined {
    return valueRules.find(
      ({ fields, methods }) =>
        namesIn(fields, typeName, name) && methods?.includes(this.#method) !== false,
    );
  }

  #fieldValue(field: DescField, path: readonly DescMessage[]): RichValue | undefined {
    const entry = this.#singleValue(field, path);
    if (entry === undefined) return undefined;
    if (field.fieldKind === "list") return { kind: "list", entry };
    if (field.fieldKind !== "map") return entry;
    const key = field.mapKey === ScalarType.STRING ? JSON.stringify("mock-key") : "1";
    return { kind: "map", key, entry };
  }

  /** A single value of a field; for a list or a map, of its entry. */
  #singleValue(field: DescField, path: readonly DescMessage[]): RichValue | undefined {
    const { message, enum: values, scalar, name, parent } = field;
    const rule = this.#ruleFor(parent.typeName, name);
    if (message?.typeName === "google.protobuf.Duration") {
      return code(`{ seconds: ${String(rule?.value ?? 1)}n }`);
    }
    if (message !== undefined) return this.#messageValue(message, path);
    if (values !== undefined) {
      const known =
        values.values.find((value) => value.name === rule?.value) ??
        values.values.find((value) => value.number !== 0);
      return known && { kind: "code", code: String(known.number), name: known.name };
    }
    return code(scalarCode(field, scalar, rule?.value));
  }

  #messageValue(message: DescMessage, path: readonly DescMessage[]): RichValue | undefined {
    if (message.typeName === "google.protobuf.Timestamp") {
      return code(`{ seconds: ${String(richTime)}n }`);
    }
    if (message.typeName.startsWith("google.")) return undefined;
    if (path.length > maxDepth || path.includes(message)) return undefined;
    return { kind: "message", message: this.message(message, path) };
  }
}

function code(text: string): RichValue {
  return { kind: "code", code: text };
}

function scalarCode(
  field: DescField,
  scalar: ScalarType,
  value: ValueRule["value"] | undefined,
): string {
  switch (scalar) {
    case ScalarType.STRING:
      return JSON.stringify(value ?? stringOf(field));
    case ScalarType.BYTES:
      return `new Uint8Array([${Buffer.from(stringOf(field)).join(", ")}])`;
    case ScalarType.BOOL:
      return String(value ?? true);
    case ScalarType.INT64:
    case ScalarType.UINT64:
    case ScalarType.SINT64:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return `${String(value ?? timeOf(field) ?? 1)}n`;
    default:
      return String(value ?? 1);
  }
}

function stringOf(field: DescField): string {
  const { name } = field;
  if (/(^|_)urls?$/.test(name)) return "wss://mock.invalid";
  return mockId(field) ?? `mock-${name}`;
}

/** The time in a field for one, in its own unit. */
function timeOf({ name, parent }: DescField): bigint | undefined {
  const row = timeUnits.find(({ fields }) => namesIn(fields, parent.typeName, name));
  return row && BigInt(richTime) * row.perSecond;
}
