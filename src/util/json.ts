/** The value of a JSON document, or `undefined` if it is invalid. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * Writes a value as JSON. A bigint is a number, or a string if a number cannot hold it, as protobuf
 * JSON writes 64-bit integers.
 */
export function stringify(value: unknown): string {
  return JSON.stringify(value, (_name, entry: unknown) => {
    if (typeof entry !== "bigint") return entry;
    const number = Number(entry);
    return Number.isSafeInteger(number) ? number : String(entry);
  });
}

/** The most memory that the value of a JSON document takes, in bytes per character. */
export const jsonFactor = 24;

/** Whether a JSON value is an object, not a list or `null`. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Escapes everything but printable ASCII, as JSON does. */
export function toAscii(text: string): string {
  return text.replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
