/** Every method's rich default, in both encodings: no field is empty without a reason. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  create,
  fromBinary,
  fromJsonString,
  isFieldSet,
  ScalarType,
  toBinary,
  type DescField,
  type DescMessage,
  type Message,
} from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import { timestampDate, type Duration, type Timestamp } from "@bufbuild/protobuf/wkt";
import type { Method } from "../../gen/types.js";
import { emptyRules } from "../../scripts/generate/rich/emptyRules.js";
import { timeUnits, valueRules } from "../../scripts/generate/rich/rules.js";
import { call } from "../support/call.js";
import { instantClock } from "../support/clock.js";
import { methods } from "../support/methods.js";
import { startTestMock } from "../support/mock.js";
import { echoOf } from "../support/populated.js";
import { filledMessages } from "../support/requests.js";

const mock = await startTestMock({ clock: instantClock(), log: "silent", defaults: "rich" });
const control = { skipAuth: true };
const time = 1_704_067_200n;

async function callInProtobuf(method: Method, request: Message): Promise<Message> {
  const body = toBinary(method.request, request);
  const type = "application/protobuf";
  const { status, bytes } = await call(mock.url, method.path, { type, body, control });
  assert.equal(status, 200);
  return fromBinary(method.response, bytes);
}

/** What a rule of a table says about. */
interface Rule {
  readonly fields: readonly string[];
  readonly methods?: readonly string[];
}

/** The fields and methods of each rule that a response has needed. */
const used = new Map<Rule, Set<string>>();

function ruleFor<One extends Rule>(
  rules: readonly One[],
  method: string,
  typeName: string,
  name: string,
): One | undefined {
  const names = [`${typeName}.${name}`, `*.${name}`];
  const rule = rules.find(
    ({ fields, methods: only }) =>
      names.some((one) => fields.includes(one)) && only?.includes(method) !== false,
  );
  if (rule !== undefined) used.set(rule, new Set([...(used.get(rule) ?? []), ...names, method]));
  return rule;
}

/**
 * What is wrong with a message's fields, a line each.
 *
 * @param path the messages from the response to this one's parent
 */
function problemsOf(
  schema: DescMessage,
  message: Message,
  method: string,
  path: readonly DescMessage[] = [],
): string[] {
  const fieldsToCheck = schema.members.flatMap((member) => {
    if (member.kind !== "oneof") return [member];
    const rule = ruleFor(valueRules, method, schema.typeName, member.name);
    const set = member.fields.filter((field) => isFieldSet(message, field));
    const possible = member.fields.find(
      (field) =>
        ruleFor(emptyRules, method, schema.typeName, field.name) === undefined &&
        (field.message === undefined || !isTooDeep(field.message, [...path, schema])),
    );
    const names = set.map((field) => field.name);
    const expected = possible === undefined ? [] : [rule?.value ?? possible.name];
    assert.deepEqual(names, expected, `${schema.typeName}.${member.name}`);
    return set;
  });
  return fieldsToCheck.flatMap((field) => {
    const name = `${schema.typeName}.${field.name}`;
    const isSet = isFieldSet(message, field);
    const valueRule = ruleFor(valueRules, method, schema.typeName, field.name);
    if (ruleFor(emptyRules, method, schema.typeName, field.name) !== undefined) {
      return isSet ? [`${name} is not empty`] : [];
    }
    const { message: nested } = field;
    const inside = [...path, schema];
    if (nested !== undefined && isTooDeep(nested, inside)) {
      return isSet ? [`${name} is too deep`] : [];
    }
    if (valueRule !== undefined) return valueProblemsOf(schema, message, field, valueRule.value);
    if (!isSet) return [`${name} is empty`];
    if (nested === undefined || nested.typeName === "google.protobuf.Duration") {
      const value = timeIn(field, method) ?? plainValueOf(field);
      return valueProblemsOf(schema, message, field, value);
    }
    const { message: value } = valueIn(schema, message, field) as { message: Message };
    return isGoogle(nested)
      ? googleProblemsOf(name, nested, value)
      : problemsOf(nested, value, method, inside);
  });
}

/** @param path the messages from the response to the one that has the field */
function isTooDeep(message: DescMessage, path: readonly DescMessage[]): boolean {
  return !isGoogle(message) && (path.length > 3 || path.includes(message));
}

function isGoogle({ typeName }: DescMessage): boolean {
  return typeName.startsWith("google.protobuf.");
}

/** The value in a field. A list or map has one. */
function valueIn(schema: DescMessage, message: Message, field: DescField): unknown {
  const value: unknown = reflect(schema, message).get(field);
  if (field.fieldKind !== "list" && field.fieldKind !== "map") return value;
  const values =
    field.fieldKind === "list"
      ? [...(value as Iterable<unknown>)]
      : [...(value as ReadonlyMap<unknown, unknown>).values()];
  assert.equal(values.length, 1, `${schema.typeName}.${field.name}`);
  return values[0];
}

function googleProblemsOf(name: string, { typeName }: DescMessage, value: Message): string[] {
  if (typeName !== "google.protobuf.Timestamp") return [];
  const date = timestampDate(value as Timestamp).toISOString();
  return date === "2024-01-01T00:00:00.000Z" ? [] : [`${name} is ${date}`];
}

/** What is wrong if a field has another value: an enum's name, or a duration's seconds. */
function valueProblemsOf(
  schema: DescMessage,
  message: Message,
  field: DescField,
  expected: unknown,
): string[] {
  const value = valueIn(schema, message, field);
  const shown =
    field.message === undefined
      ? (field.enum?.value[value as number]?.name ?? value)
      : (value as { message: Duration }).message.seconds;
  if (String(shown) === String(expected)) return [];
  return [`${schema.typeName}.${field.name} is ${String(shown)}, not ${String(expected)}`];
}

/** What a field has that no rule names and that holds no time. */
function plainValueOf(field: DescField): unknown {
  if (field.enum !== undefined) return field.enum.values.find(({ number }) => number !== 0)?.name;
  switch (field.scalar) {
    case ScalarType.STRING:
      return stringFor(field);
    case ScalarType.BYTES:
      return Buffer.from(stringFor(field)).join();
    case ScalarType.BOOL:
      return true;
    default:
      return 1;
  }
}

function stringFor({ name, fieldKind }: DescField): string {
  const last = name.split("_").at(-1)!;
  if (last === "url" || last === "urls") return "wss://mock.invalid";
  const isId = fieldKind === "scalar" && (last === "id" || last === "sid");
  return isId ? `MOCK_${name.toUpperCase()}` : `mock-${name}`;
}

const timeName = /(_at|_time)(_ms)?$|^unix_/;

/** The time in an integer that is named like one, in its own unit. */
function timeIn({ fieldKind, scalar, parent, name }: DescField, method: string): unknown {
  if (fieldKind !== "scalar" || scalar !== ScalarType.INT64) return undefined;
  const unit = timeUnits.find((row) => ruleFor([row], method, parent.typeName, name));
  if (unit !== undefined) return time * unit.perSecond;
  return timeName.test(name) ? "a time with a unit" : undefined;
}

describe("the rich default", () => {
  for (const method of methods.values()) {
    test(`of ${method.path} has every field but those with a reason`, async () => {
      const made = await callInProtobuf(method, create(method.request));
      assert.deepEqual(problemsOf(method.response, made, method.name), []);
      const { text } = await call(mock.url, method.path, { control });
      assert.deepEqual(fromJsonString(method.response, text), made);
    });

    test(`of ${method.path} echoes the request`, async () => {
      for (const request of filledMessages(method.request)) {
        const made = await callInProtobuf(method, request);
        const response = reflect(method.response, made);
        for (const field of method.response.fields) {
          const echo = echoOf(field, method.request, request);
          if (echo !== undefined) assert.deepEqual(response.get(field), echo, field.name);
        }
      }
    });
  }
});

test("every field and method in a rule is that of a response", () => {
  const rules: readonly Rule[] = [...emptyRules, ...valueRules, ...timeUnits];
  const unused = rules.flatMap((rule) =>
    [...rule.fields, ...(rule.methods ?? [])].filter((name) => used.get(rule)?.has(name) !== true),
  );
  assert.deepEqual(unused, []);
});
