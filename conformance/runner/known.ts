/** What is known to fail: `conformance/known-failing/<sdk>.yaml`. */
import { existsSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { checked } from "./checked.js";
import { UsageError } from "./errors.js";
import type { Verdict } from "./judge.js";
import { nearest } from "./nearest.js";
import type { Scenario } from "./scenario.js";

/** Something that an SDK does differently from a well-behaved client. */
export interface Failing {
  /** What is wrong, in a line. */
  readonly title: string;
  /** What happens. */
  readonly happens: string;
  /** Why it matters to the SDK's users. */
  readonly matters: string;
  /** The scenarios that show it. */
  readonly scenarios: readonly string[];
}

const schema = {
  type: "array",
  items: {
    type: "object",
    properties: {
      title: { type: "string" },
      happens: { type: "string" },
      matters: { type: "string" },
      scenarios: { type: "array", items: { type: "string" }, minItems: 1 },
    },
    required: ["title", "happens", "matters", "scenarios"],
    additionalProperties: false,
  },
} as const;

const isFailing = new Ajv2020().compile<readonly Failing[]>(schema);

/** Reads what is known of an SDK; nothing if there is no file. Throws {@link UsageError}. */
export function readFailing(path: string, scenarios: readonly Scenario[]): readonly Failing[] {
  if (!existsSync(path)) return [];
  const content = checked(parse(readFileSync(path, "utf8")), isFailing, path);
  const names = scenarios.map(({ name }) => name);
  const listed = content.flatMap((one) => one.scenarios);
  for (const [at, name] of listed.entries()) {
    if (!names.includes(name)) {
      throw new UsageError(`${path}: no scenario ${name}; did you mean ${nearest(name, names)!}?`);
    }
    if (listed.indexOf(name) !== at) throw new UsageError(`${path}: duplicate ${name}`);
  }
  return content;
}

/** Whether what is wrong breaks a document; else no document says what is expected. */
export function isDefect({ scenarios }: Failing, all: readonly Scenario[]): boolean {
  return all.some(({ name, required }) => required !== undefined && scenarios.includes(name));
}

/** A verdict beside what is known. */
export type Standing =
  | "pass"
  /** Fails, as is known. */
  | "known"
  /** Fails, and is not known to. */
  | "fails"
  /** Is known to fail, and does not. */
  | "stale"
  | "unsupported"
  | "undriven";

export function standingOf({ verdict }: Verdict, isListed: boolean): Standing {
  if (verdict === "fail") return isListed ? "known" : "fails";
  return isListed ? "stale" : verdict;
}
