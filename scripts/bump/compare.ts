/** What came, went and changed between two versions of the schema, element by element. */
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
  /** Full name, as it is now, or as it was where it went. Methods are `service/method`. */
  readonly name: string;
  /** The name that a field or value had, where it is known by its number alone. */
  readonly was?: string;
  /** Its parts; where it changed, those that differ. */
  readonly details: readonly Detail[];
  /** Of a message or enum that came: its fields or values. */
  readonly members?: readonly { readonly name: string; readonly is: string }[];
  /** The file that declares it. */
  readonly file: string;
}

/** One part of an element. An empty text is a part that it had not, or has no more. */
export interface Detail {
  readonly what: string;
  readonly from: string;
  readonly to: string;
}

/** The type or service that a field, value or method is of, and its own name. */
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
    if (old === undefined) return now === undefined ? [] : [came(element, name, describe(now))];
    if (now === undefined) return [went(element, name, describe(old))];
    return [...changed(element, name, describe(old), describe(now)), ...compareMembers(old, now)];
  });
}

function compareFields(old: DescMessage, now: DescMessage): Change[] {
  return compareMembers("field", now.typeName, old.fields, now.fields, describeField);
}

function compareValues(old: DescEnum, now: DescEnum): Change[] {
  return compareMembers("value", now.typeName, old.values, now.values, describeValue);
}

/** Members are the same by their name; one that went and one that came, by their number. */
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
    if (same !== undefined) return changed(element, nameOf(same), describe(old), describe(same));
    const at = added.findIndex(({ number }) => number === old.number);
    if (at < 0) return [went(element, nameOf(old), describe(old))];
    const [renamed] = added.splice(at, 1) as [Member];
    const details = differencesOf(describe(old).parts, describe(renamed).parts);
    const { file } = describe(renamed);
    return [{ element, change: "changed", name: nameOf(renamed), was: old.name, details, file }];
  });
  return [...changes, ...added.map((now) => came(element, nameOf(now), describe(now)))];
}

function came(element: Element, name: string, { file, parts, members }: Description): Change {
  const details = differencesOf(new Map(), parts);
  const inside = [...members].map(([member, is]) => ({ name: member, is }));
  const change = { element, change: "came", name, details, file } as const;
  return inside.length === 0 ? change : { ...change, members: inside };
}

function went(element: Element, name: string, { file, parts }: Description): Change {
  return { element, change: "went", name, details: differencesOf(parts, new Map()), file };
}

function changed(element: Element, name: string, old: Description, now: Description): Change[] {
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
