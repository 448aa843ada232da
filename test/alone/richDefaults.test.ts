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
import { timeUnits, valueRules, type ValueRule } from "../../scripts/generate/rich/rules.js";
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

const usedRules = new Set<Rule>();

function ruleFor<One extends Rule>(
  rules: readonly One[],
  method: string,
  typeName: string,
  name: string,
): One | undefined {
  const rule = rules.find(
    ({ fields, methods: only }) =>
      (fields.includes(`${typeName}.${name}`) || fields.includes(`*.${name}`)) &&
      only?.includes(method) !== false,
  );
  if (rule !== undefined) usedRules.add(rule);
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
    ruleFor(valueRules, method, schema.typeName, member.name);
    const set = member.fields.filter((field) => isFieldSet(message, field));
    const isPossible = member.fields.some(
      (field) =>
        ruleFor(emptyRules, method, schema.typeName, field.name) === undefined &&
        (field.message === undefined || !isTooDeep(field.message, [...path, schema])),
    );
    assert.equal(set.length, isPossible ? 1 : 0, `${schema.typeName}.${member.name}`);
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
    if (valueRule?.reason !== undefined && !isSet) return [];
    if (!isSet) return [`${name} is empty`];
    if (valueRule !== undefined) return valueProblemsOf(schema, message, field, valueRule);
    return [
      ...timeProblemsOf(schema, message, field, method),
      ...(nested === undefined
        ? []
        : valuesOf(schema, message, field).flatMap((value) =>
            isGoogle(nested)
              ? googleProblemsOf(name, nested, value)
              : problemsOf(nested, value, method, inside),
          )),
    ];
  });
}

/** @param path the messages from the response to the one that has the field */
function isTooDeep(message: DescMessage, path: readonly DescMessage[]): boolean {
  return !isGoogle(message) && (path.length > 3 || path.includes(message));
}

function isGoogle({ typeName }: DescMessage): boolean {
  return typeName.startsWith("google.protobuf.");
}

/** The messages in a field. A list or map has one. */
function valuesOf(schema: DescMessage, message: Message, field: DescField): Message[] {
  const reflected = reflect(schema, message);
  if (field.fieldKind === "message") return [reflected.get(field).message];
  const entries =
    field.fieldKind === "list"
      ? [...(reflected.get(field) as Iterable<{ message: Message }>)]
      : [...(reflected.get(field) as ReadonlyMap<unknown, { message: Message }>).values()];
  assert.equal(entries.length, 1, field.name);
  return entries.map((entry) => entry.message);
}

function googleProblemsOf(name: string, { typeName }: DescMessage, value: Message): string[] {
  if (typeName !== "google.protobuf.Timestamp") return [];
  const date = timestampDate(value as Timestamp).toISOString();
  return date === "2024-01-01T00:00:00.000Z" ? [] : [`${name} is ${date}`];
}

/** A field with a rule has the rule's value; a duration has it in seconds. */
function valueProblemsOf(
  schema: DescMessage,
  message: Message,
  field: DescField,
  { value }: ValueRule,
): string[] {
  const reflected: unknown =
    field.message === undefined
      ? reflect(schema, message).get(field)
      : (valuesOf(schema, message, field)[0] as Duration).seconds;
  const [entry] = field.fieldKind === "list" ? (reflected as Iterable<unknown>) : [reflected];
  const shown = field.enum === undefined ? entry : field.enum.value[entry as number]?.name;
  if (String(shown) === String(value)) return [];
  return [`${schema.typeName}.${field.name} is ${String(shown)}`];
}

const timeName = /(_at|_time)(_ms)?$|^unix_/;

/** Every integer named like a time has one in its own unit. */
function timeProblemsOf(
  schema: DescMessage,
  message: Message,
  field: DescField,
  method: string,
): string[] {
  if (field.fieldKind !== "scalar" || field.scalar !== ScalarType.INT64) return [];
  const unit = timeUnits.find((row) => ruleFor([row], method, schema.typeName, field.name));
  const name = `${schema.typeName}.${field.name}`;
  if (unit === undefined) return timeName.test(field.name) ? [`${name} has no unit`] : [];
  const value = reflect(schema, message).get(field);
  return value === time * unit.perSecond ? [] : [`${name} is ${String(value)} ${unit.unit}`];
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

test("every rule is for a field of a response", () => {
  const unused = [...emptyRules, ...valueRules, ...timeUnits].filter(
    (rule) => !usedRules.has(rule),
  );
  assert.deepEqual(unused, []);
});
