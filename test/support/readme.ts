import { readFileSync } from "node:fs";

export const readme = readFileSync("README.md", "utf8");

export interface Block {
  /** The fence's words: `sh`, `sh docker`, `js`, `text`. */
  readonly kind: string;
  readonly text: string;
}

/** The fenced blocks of a section, in their order. */
export function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(.*)\n([^]*?)^```$/gm)].map(([, kind = "", text = ""]) => ({
    kind,
    text,
  }));
}

/** The text under a heading, up to the next one of the same depth. */
export function sectionOf(heading: string): string {
  const start = readme.indexOf(`\n${heading}\n`);
  if (start < 0) throw new Error(`the README has no ${heading}`);
  const [depth = ""] = heading.split(" ", 1);
  const rest = readme.slice(start + heading.length + 2);
  const end = rest.search(new RegExp(`^${depth} `, "m"));
  return end < 0 ? rest : rest.slice(0, end);
}

/** The cells of the rows below the first table head that matches. */
export function tableBelow(head: string): string[][] {
  const lines = readme.slice(readme.indexOf(`\n${head}\n`) + 1).split("\n");
  const end = lines.findIndex((line) => !line.startsWith("|"));
  return lines.slice(2, end).map((line) =>
    line
      .replace(/^\| | \|$/g, "")
      .split(" | ")
      .map((cell) => cell.trim()),
  );
}
