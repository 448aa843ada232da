import { isObject, parseJson } from "./json.js";
import { integerOf } from "./jsonNumber.js";
import { endOfString, limitJson, type LimitedJson } from "./limitedJson.js";
import { maxEntries, maxLevels, type Excess } from "./limits.js";

/** A name and its value. */
export type Member = readonly [name: string, value: unknown];

/**
 * The value of a JSON document, as far as it is within the limits; `undefined` if it is not JSON. A
 * document with a byte order mark is not.
 *
 * It is the value of `JSON.parse`, with two differences: an integer that a number cannot hold is a
 * bigint, and {@link membersOf} knows the names that an object has twice.
 */
export function readJson(text: string): { readonly value: unknown; readonly excess?: Excess } {
  if (isSmall(text)) return { value: readParsed(text) };
  const limited = limitJson(text);
  const value = readLimited(limited);
  return limited.excess === undefined ? { value } : { value, excess: limited.excess };
}

/** The value of a document that {@link limitJson} checked, as {@link readJson} reads it. */
export function readLimited({ text, fields, excess }: LimitedJson): unknown {
  // What was cut off was counted, too.
  return readParsed(text, excess === undefined ? fields : undefined);
}

/**
 * Whether a document has too few characters and brackets to exceed a limit, which is quick to see.
 */
function isSmall(text: string): boolean {
  if (text.length >= 2 * maxEntries) return false;
  return countOf("[", text) + countOf("{", text) <= maxLevels;
}

/**
 * All members of an object, including those of names given twice, which makes them stand in the
 * order of the document.
 */
export function membersOf(object: Readonly<Record<string, unknown>>): readonly Member[] {
  return (object as WithDuplicates)[allMembers] ?? Object.entries(object);
}

/** The names that an object has twice, if any. */
export function duplicatesIn(object: object): ReadonlySet<string> | undefined {
  const members = (object as WithDuplicates)[allMembers];
  if (members === undefined) return undefined;
  const seen = new Set<string>();
  return new Set(members.map(([name]) => name).filter((name) => seen.size === seen.add(name).size));
}

/** A name that some object in a value has twice; `undefined` if there is none. */
export function findDuplicate(value: unknown): string | undefined {
  if (!isObject(value) && !Array.isArray(value)) return undefined;
  for (const name of duplicatesIn(value) ?? []) return name;
  for (const entry of Object.values(value)) {
    const name = findDuplicate(entry);
    if (name !== undefined) return name;
  }
  return undefined;
}

/** Where an object with a name given twice keeps all its members. */
const allMembers = Symbol("members");

interface WithDuplicates {
  [name: string]: unknown;
  readonly [allMembers]?: readonly Member[];
}

/** The attributes of a plain property. */
const ordinary = { configurable: true, enumerable: true, writable: true } as const;

function readParsed(text: string, fields?: number): unknown {
  const value = parseJson(text);
  return value === undefined || isComplete(value, text, fields) ? value : new Reader(text).read();
}

/** Whether a value has everything that its document has. */
function isComplete(value: unknown, text: string, fields: number | undefined): boolean {
  const members = countMembers(value);
  if (fields !== undefined) return members === fields;
  // Colons in strings count here, too. Most of the time this is enough to see that nothing is
  // missing.
  return members === countOf(":", text) || members === limitJson(text).fields;
}

function countOf(character: string, text: string): number {
  let count = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) count++;
  return count;
}

/** How many members the objects in a value have; NaN if a number may have lost digits. */
function countMembers(value: unknown): number {
  if (typeof value === "number") return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? 0 : NaN;
  let count = 0;
  if (Array.isArray(value)) for (const entry of value) count += countMembers(entry);
  else if (isObject(value)) {
    for (const name of Object.keys(value)) count += 1 + countMembers(value[name]);
  }
  return count;
}

/** The value of a JSON number: a bigint if it is an integer that a number cannot hold. */
function numberOf(text: string): number | bigint {
  const number = Number(text);
  return Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : (integerOf(text) ?? number);
}

/** Between values, only white space has lower character codes. */
const lastBlank = 0x20;
/** A number, `true`, `false` or `null`. */
const literalForm = /[^\s,\]}]+/y;

/** Reads a document that `JSON.parse` accepted, so it needs no checks. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): unknown {
    switch (this.#next()) {
      case "{":
        return this.#readObject();
      case "[":
        return this.#readList();
      case '"':
        return this.#readString();
      default:
        return this.#readLiteral();
    }
  }

  #readObject(): WithDuplicates {
    const object: WithDuplicates = {};
    let members: Member[] | undefined;
    this.#at++;
    while (!this.#endsWith("}")) {
      const name = this.#readString();
      this.#next();
      // The colon.
      this.#at++;
      const value = this.read();
      if (Object.hasOwn(object, name)) members ??= Object.entries(object);
      members?.push([name, value]);
      if (name === "__proto__") Object.defineProperty(object, name, { ...ordinary, value });
      else object[name] = value;
    }
    if (members !== undefined) Object.defineProperty(object, allMembers, { value: members });
    return object;
  }

  #readList(): unknown[] {
    const list: unknown[] = [];
    this.#at++;
    while (!this.#endsWith("]")) list.push(this.read());
    return list;
  }

  #readString(): string {
    const start = this.#at;
    this.#at = endOfString(this.#text, start) + 1;
    const source = this.#text.slice(start, this.#at);
    return source.includes("\\") ? (JSON.parse(source) as string) : source.slice(1, -1);
  }

  #readLiteral(): unknown {
    literalForm.lastIndex = this.#at;
    const [literal = ""] = literalForm.exec(this.#text) ?? [];
    this.#at += literal.length;
    return /\d/.test(literal) ? numberOf(literal) : JSON.parse(literal);
  }

  /** Whether the object or the list ends here. If not, moves past a comma. */
  #endsWith(bracket: string): boolean {
    const character = this.#next();
    if (character === bracket || character === ",") this.#at++;
    if (character === ",") this.#next();
    return character === bracket;
  }

  /** Moves past white space, and returns the next character. */
  #next(): string {
    while (this.#text.charCodeAt(this.#at) <= lastBlank) this.#at++;
    return this.#text[this.#at]!;
  }
}
