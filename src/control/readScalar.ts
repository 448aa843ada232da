import { show, type Finding, type Findings } from "../util/findings.js";
import type { IntegerType, NameType, StringType } from "../util/fieldTypes.js";

/** Where a value comes from, and where to report its findings. */
export interface Source {
  readonly findings: Findings;
  /** Where to put fields that only a token's attribute can set; absent if the source is that attribute. */
  readonly tokenOnlyHint?: string;
  /** Whether another site's page sent it. Such a page cannot set every field. */
  readonly isLimited?: true;
  /** Whether to read only the fields for signal connections. */
  readonly isForSignal?: true;
}

export function readInteger(
  type: IntegerType,
  value: number,
  path: string,
  source: Source,
): number | undefined {
  if (value >= type.min && value <= type.max) return value;
  const expected = `${String(type.min)} to ${String(type.max)}`;
  report(source, () => ({ path, code: "outOfRange", value: String(value), expected }));
  return value < type.min ? type.below : type.above;
}

export function readString(
  { pattern, legal, emptyIsAbsent }: StringType,
  value: string,
  path: string,
  source: Source,
): string | undefined {
  if (value === "" && emptyIsAbsent === true) return undefined;
  if (pattern === undefined || new RegExp(pattern).test(value)) return value;
  report(source, () => ({ path, code: "invalidValue", value: show(value), expected: legal }));
  return undefined;
}

export function readName(
  { values, fallback, anyCase }: NameType,
  value: string,
  path: string,
  source: Source,
): string | undefined {
  const lower = value.toLowerCase();
  const known = values.find(
    (name) => name === value || (anyCase === true && name.toLowerCase() === lower),
  );
  if (known !== undefined) return known;
  report(source, () => ({
    path,
    code: "unknownValue",
    value: show(value),
    expected: values.join(", "),
    nearest: source.findings.nearest(value, values),
  }));
  return fallback;
}

/** A `bigint` is an integer that no number can hold, so it is out of every range. */
export function isInteger(value: unknown): value is number | bigint {
  return typeof value === "bigint" || Number.isInteger(value);
}

export function report({ findings }: Source, make: () => Omit<Finding, "part">): void {
  findings.add("control", make);
}
