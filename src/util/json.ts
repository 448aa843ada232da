/** The value of a JSON text, or `undefined` if it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * A value as JSON. A bigint is written as a number, or, if a number cannot hold it, as a string, as
 * protobuf JSON writes 64-bit integers.
 */
export function stringify(value: unknown): string {
  return JSON.stringify(value, (_name, entry: unknown) => {
    if (typeof entry !== "bigint") return entry;
    const number = Number(entry);
    return Number.isSafeInteger(number) ? number : String(entry);
  });
}

/** What the value of a JSON text takes in memory at most, in bytes per character. */
export const jsonFactor = 24;

/** Whether a JSON value is an object: no list, no `null`. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Text with JSON's escapes in place of all that is not printable ASCII. */
export function toAscii(text: string): string {
  return text.replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
