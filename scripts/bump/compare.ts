/** What was added, removed and changed between two versions of the schema, element by element. */
import type { DescEnum, DescEnumValue, DescField, DescMessage } from "@bufbuild/protobuf";
import {
  describeEnum,
  describeField,
  describeMessage,
  describeMethod,
  describeService,
  describeValue,
  type Description,
  type Parts,
} from "./describe.js";
import type { Schema } from "./schema.js";

export type Element = "service" | "method" | "message" | "field" | "enum" | "value";

export interface Change {
  readonly element: Element;
  readonly change: "came" | "went" | "changed";
  /** Its full name now, or before it was removed. Methods are `service/method`. */
  readonly name: string;
  /** The old name of a field or value that kept only its number. */
  readonly was?: string;
  /** Its parts; if it changed, only those that differ. */
  readonly details: readonly Detail[];
  /** The fields or values of an added message or enum. */
  readonly members?: readonly { readonly name: string; readonly is: string }[];
  /** The file that declares it. */
  readonly file: string;
}

/** One part of an element. An empty string means that the element lacks the part. */
export interface Detail {
  readonly what: string;
  readonly from: string;
  readonly to: string;
}

/** The type or service of a field, value or method, and its short name. */
export function splitName({ element, name }: Change): {
  readonly parent: string;
  readonly own: string;
} {
  const at = name.lastIndexOf(element === "method" ? "/" : ".");
  return { parent: name.slice(0, at), own: name.slice(at + 1) };
}

export function compare(before: Schema, after: Schema): Change[] {
  return [
    ...compareMaps("service", before.services, after.services, describeService),
    ...compareMaps("method", before.methods, after.methods, describeMethod),
    ...compareMaps("message", before.messages, after.messages, describeMessage, compareFields),
    ...compareMaps("enum", before.enums, after.enums, describeEnum, compareValues),
  ];
}

function compareMaps<Desc>(
  element: Element,
  before: ReadonlyMap<string, Desc>,
  after: ReadonlyMap<string, Desc>,
  describe: (desc: Desc) => Description,
  compareMembers: (old: Desc, now: Desc) => Change[] = () => [],
): Change[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name): Change[] => {
    const old = before.get(name);
    const now = after.get(name);
    if (old === undefined) return now === undefined ? [] : [addition(element, name, describe(now))];
    if (now === undefined) return [removal(element, name, describe(old))];
    return [...changesTo(element, name, describe(old), describe(now)), ...compareMembers(old, now)];
  });
}

function compareFields(old: DescMessage, now: DescMessage): Change[] {
  return compareMembers("field", now.typeName, old.fields, now.fields, describeField);
}

function compareValues(old: DescEnum, now: DescEnum): Change[] {
  return compareMembers("value", now.typeName, old.values, now.values, describeValue);
}

/** Pairs members by name. A removed and an added one with the same number count as renamed. */
function compareMembers<Member extends DescField | DescEnumValue>(
  element: "field" | "value",
  parent: string,
  before: readonly Member[],
  after: readonly Member[],
  describe: (member: Member) => Description,
): Change[] {
  const nameOf = (member: Member): string => `${parent}.${member.name}`;
  const added = after.filter(({ name }) => !before.some((old) => old.name === name));
  const changes = before.flatMap((old): Change[] => {
    const same = after.find(({ name }) => name === old.name);
    if (same !== undefined) return changesTo(element, nameOf(same), describe(old), describe(same));
    const at = added.findIndex(({ number }) => number === old.number);
    if (at < 0) return [removal(element, nameOf(old), describe(old))];
    const [renamed] = added.splice(at, 1) as [Member];
    const details = differencesOf(describe(old).parts, describe(renamed).parts);
    const { file } = describe(renamed);
    return [{ element, change: "changed", name: nameOf(renamed), was: old.name, details, file }];
  });
  return [...changes, ...added.map((now) => addition(element, nameOf(now), describe(now)))];
}

function addition(element: Element, name: string, { file, parts, members }: Description): Change {
  const details = differencesOf(new Map(), parts);
  const inside = [...members].map(([member, is]) => ({ name: member, is }));
  const change = { element, change: "came", name, details, file } as const;
  return inside.length === 0 ? change : { ...change, members: inside };
}

function removal(element: Element, name: string, { file, parts }: Description): Change {
  return { element, change: "went", name, details: differencesOf(parts, new Map()), file };
}

function changesTo(element: Element, name: string, old: Description, now: Description): Change[] {
  const details = differencesOf(old.parts, now.parts);
  if (details.length === 0) return [];
  return [{ element, change: "changed", name, details, file: now.file }];
}

function differencesOf(old: Parts, now: Parts): Detail[] {
  const all = [...new Set([...old.keys(), ...now.keys()])].map((what) => ({
    what,
    from: old.get(what) ?? "",
    to: now.get(what) ?? "",
  }));
  return all.filter(({ from, to }) => from !== to);
}
