import { parseJson } from "./json.js";
import { maxEntries, maxFields, maxLevels, maxMembers, type Excess } from "./limits.js";

/** A JSON document within the limits. */
export interface LimitedJson {
  /** The document as it came, or its start within the limits with all brackets closed. */
  readonly text: string;
  /** How many objects, list entries and map entries it has, as far as they were counted. */
  readonly entries: number;
  /** How many members all its objects have, as far as they were counted. */
  readonly fields: number;
  /** The limit that it exceeds. */
  readonly excess?: Excess;
}

const [quote, comma, colon, backslash] = [0x22, 0x2c, 0x3a, 0x5c];
const [listStart, listEnd, objectStart, objectEnd] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Checks in one pass whether a JSON document is within the limits, and cuts off the rest. */
export function limitJson(text: string): LimitedJson {
  const open: number[] = [];
  /** How many members each open object has. */
  const members: number[] = [];
  /** The last place where the document can be cut: after an opening bracket, before a comma. */
  let end = 0;
  let entries = 0;
  let fields = 0;
  const cut = (excess: Excess): LimitedJson => {
    const closing = open.map((bracket) => (bracket === listStart ? "]" : "}")).reverse();
    return { text: text.slice(0, end) + closing.join(""), entries, fields, excess };
  };
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    switch (code) {
      case quote:
        at = endOfString(text, at);
        break;
      case comma:
        end = at;
        if (open.at(-1) === listStart && ++entries > maxEntries) return cut("entries");
        break;
      case colon:
        if (++fields > maxFields) return cut("fields");
        if (++members[members.length - 1]! > maxMembers && ++entries > maxEntries) {
          return cut("entries");
        }
        break;
      case listStart:
      case objectStart:
        if (code === listStart ? isFilled(text, at) : open.at(-1) === objectStart) entries++;
        if (entries > maxEntries) return cut("entries");
        if (open.length === maxLevels) return cut("levels");
        open.push(code);
        members.push(0);
        end = at + 1;
        break;
      case listEnd:
      case objectEnd:
        open.pop();
        members.pop();
        break;
    }
  }
  return { text, entries, fields };
}

/** The most characters of a name to look for at the top level. */
const longestName = 20;

/**
 * The wanted strings at the top level of a JSON object by name, however long it is. Parses nothing
 * else, and ignores names with escapes.
 */
export function stringsAtTop(
  text: string,
  isNeeded: (name: string) => boolean,
): Map<string, string> {
  const sources = new Map<string, string>();
  let level = 0;
  /** The name of the next value; `undefined` before a name, empty if it is not wanted. */
  let name: string | undefined;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case quote: {
        const start = at;
        at = endOfString(text, start);
        if (level !== 1) break;
        if (name === undefined) {
          const candidate = at - start > longestName + 1 ? "" : text.slice(start + 1, at);
          name = isNeeded(candidate) ? candidate : "";
        } else if (name !== "") sources.set(name, text.slice(start, at + 1));
        break;
      }
      case comma:
        if (level === 1) name = undefined;
        break;
      case listStart:
      case objectStart:
        level++;
        break;
      case listEnd:
      case objectEnd:
        level--;
        break;
    }
  }
  const strings = new Map<string, string>();
  for (const [key, source] of sources) {
    const value = parseJson(source);
    if (typeof value === "string") strings.set(key, value);
  }
  return strings;
}

/** The end of the string that starts at a quote. */
export function endOfString(text: string, at: number): number {
  let end = at;
  let isEscaped: boolean;
  do {
    end = text.indexOf('"', end + 1);
    if (end < 0) return text.length;
    let before = end;
    while (text.charCodeAt(before - 1) === backslash) before--;
    isEscaped = (end - before) % 2 === 1;
  } while (isEscaped);
  return end;
}

/** Whether the list that starts here has an entry. */
function isFilled(text: string, at: number): boolean {
  const blanks = /[ \t\n\r]*/y;
  blanks.lastIndex = at + 1;
  blanks.exec(text);
  return text.charCodeAt(blanks.lastIndex) !== listEnd;
}
