import { URLSearchParams } from "node:url";

/** The path and query of a request target, without the origin of an absolute one. */
export function targetOf(url: string): string {
  if (url.startsWith("/")) return url;
  const target = url.replace(/^https?:\/\/[^/?]*/i, "");
  return target.startsWith("/") ? target : `/${target}`;
}

/** The path of a target without its query, as it came. */
export function rawPathOf(target: string): string {
  const end = target.indexOf("?");
  return end === -1 ? target : target.slice(0, end);
}

/** The path of a target, percent-decoded. One that does not decode is left as it is. */
export function pathOf(target: string): string {
  const path = rawPathOf(target);
  if (!path.includes("%")) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

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
