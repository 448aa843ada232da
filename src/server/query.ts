import { URLSearchParams } from "node:url";

/**
 * What reads one parameter of a target's query, whose name is letters and underscores: the first of
 * it, decoded; `undefined` if there is none. The others, which may be many, are not taken apart.
 */
export function paramReader(name: string): (target: string) => string | undefined {
  const letters = Array.from(name, (letter) => {
    const code = letter.charCodeAt(0).toString(16);
    return `(?:${letter}|%${code}|%${code.toUpperCase()})`;
  });
  const pattern = new RegExp(`(?:^|&)${letters.join("")}(?:=([^&]*))?(?:&|$)`);
  return (target) => {
    const at = target.indexOf("?");
    const found = at < 0 ? null : pattern.exec(target.slice(at + 1));
    if (found === null) return undefined;
    return new URLSearchParams(`${name}=${found[1] ?? ""}`).get(name) ?? "";
  };
}
