import type { JsonObject } from "@bufbuild/protobuf";
import { LeaveRequest_ActionSchema, type LeaveRequest_Action } from "../../gen/livekit_rtc_pb.js";
import { show, type Finding, type Findings } from "../findings.js";
import { isObject } from "../json.js";
import { nearest } from "../nearest.js";
import type { Field, FieldTypes, SipStatus } from "./fields.js";

/** A reader of a JSON value: what it is worth, or `undefined` where it is skipped. */
type Reader<T> = (value: unknown, path: string, findings: Findings) => T | undefined;

/** Reads the value of one field. What is skipped or changed is reported. */
export function readField(
  field: Field,
  value: unknown,
  path: string,
  findings: Findings,
): FieldTypes[keyof FieldTypes] | undefined {
  const read = readers[field.type](value, path, findings);
  if (typeof read === "number") return inRange(field, read, path, findings);
  if (typeof read === "string") reportUnknownValue(field, read, path, findings);
  return read;
}

const readers: { readonly [Type in keyof FieldTypes]: Reader<FieldTypes[Type]> } = {
  integer: (value, path, findings) =>
    isInteger(value) ? value : skip(value, "an integer", path, findings),
  "integer[]": listOf(isInteger, "an integer"),
  string: (value, path, findings) =>
    isString(value) ? value : skip(value, "a string", path, findings),
  "string[]": listOf(isString, "a string"),
  boolean: (value, path, findings) =>
    typeof value === "boolean" ? value : skip(value, "true or false", path, findings),
  object: (value, path, findings) =>
    isObject(value) ? (value as JsonObject) : skip(value, "an object", path, findings),
  "{code, status?}": readSipStatus,
  "integer or string": readLeaveAction,
};

function listOf<T>(isEntry: (value: unknown) => value is T, one: string): Reader<readonly T[]> {
  return (value, path, findings) => {
    if (!Array.isArray(value)) return skip(value, `a list, each ${one}`, path, findings);
    return value.filter((entry: unknown, at): entry is T => {
      if (isEntry(entry)) return true;
      skip(entry, one, `${path}[${String(at)}]`, findings);
      return false;
    });
  };
}

function readSipStatus(value: unknown, path: string, findings: Findings): SipStatus | undefined {
  const expected = "an object with an integer code";
  if (!isObject(value)) return skip(value, expected, path, findings);
  const found: { code?: unknown; status?: unknown } = {};
  for (const [name, entry] of Object.entries(value)) {
    const known = (["code", "status"] as const).find((key) => key === name.toLowerCase());
    if (known !== undefined) found[known] = entry ?? found[known];
    else findings.add(() => unknownField(path, name, ["code", "status"]));
  }
  const { code, status } = found;
  if (!isInteger(code)) return skip(code ?? null, "an integer", `${path}.code`, findings);
  if (code !== (code | 0)) {
    return skip(code, "an integer of 32 bits", `${path}.code`, findings, "out of range");
  }
  if (status === undefined) return { code };
  if (isString(status)) return { code, status };
  skip(status, "a string", `${path}.status`, findings);
  return { code };
}

function readLeaveAction(
  value: unknown,
  path: string,
  findings: Findings,
): LeaveRequest_Action | undefined {
  const { values } = LeaveRequest_ActionSchema;
  const upper = isString(value) ? value.toUpperCase() : undefined;
  const action = values.find(({ name, number }) => number === value || name === upper);
  if (action !== undefined) return action.number;
  const names = values.map(({ name }) => name);
  findings.add(() => ({
    path,
    problem: isString(value) || isInteger(value) ? "unknown value" : "wrong type",
    value: show(value),
    expected: `${names.join(", ")}, or 0 to ${String(names.length - 1)}`,
    nearest: isString(value) ? nearest(value, names) : undefined,
  }));
  return undefined;
}

function inRange(
  field: Field,
  value: number,
  path: string,
  findings: Findings,
): number | undefined {
  const { range } = field;
  if (range === undefined || (value >= range.min && value <= range.max)) return value;
  const expected = `${String(range.min)} to ${String(range.max)}`;
  findings.add(() => ({ path, problem: "out of range", value: String(value), expected }));
  return value < range.min ? range.below : range.above;
}

function reportUnknownValue(field: Field, value: string, path: string, findings: Findings): void {
  const known = field.values;
  if (known === undefined) return;
  if (known.includes(field.anyCase === true ? value.toLowerCase() : value)) return;
  findings.add(() => ({
    path,
    problem: "unknown value",
    value: show(value),
    expected: known.join(", "),
    nearest: nearest(value, known),
  }));
}

function skip(
  value: unknown,
  expected: string,
  path: string,
  findings: Findings,
  problem = "wrong type",
): undefined {
  findings.add(() => ({ path, problem, value: show(value), expected }));
}

export function unknownField(path: string, name: string, known: readonly string[]): Finding {
  const problem = "unknown field";
  return { path, problem, value: show(name), nearest: nearest(name, known) };
}

function isInteger(value: unknown): value is number {
  return Number.isInteger(value);
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}
