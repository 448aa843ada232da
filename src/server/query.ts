import { URLSearchParams } from "node:url";

/**
 * Creates a reader for one query parameter, whose name has only letters and underscores. It returns
 * the first value, decoded, or `undefined` if there is none. It does not parse the other parameters,
 * as there may be many.
 */
export function paramReader(name: string): (target: string) => string | undefined {
  const letters = Array.from(name, (letter) => {
    const code = letter.charCodeAt(0).toString(16);
    return `(?:${letter}|%${code}|%${code.toUpperCase()})`;
  });
  const pattern = new RegExp(`(?:^|&)${letters.join("")}(?:=([^&]*))?(?:&|$)`);
  return (target) => {
    const at = target.indexOf("?");
    const match = at < 0 ? null : pattern.exec(target.slice(at + 1));
    if (match === null) return undefined;
    return new URLSearchParams(`${name}=${match[1] ?? ""}`).get(name) ?? "";
  };
}
