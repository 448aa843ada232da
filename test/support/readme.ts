import assert from "node:assert/strict";
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

/** Asserts that the table with this head has these rows; what differs is told as lines to paste. */
export function assertTable(head: string, expected: readonly (readonly string[])[]): void {
  const [is, should] = [tableBelow(head), expected].map((rows) =>
    rows.map((cells) => `| ${cells.join(" | ")} |`),
  ) as [string[], string[]];
  if (is.join("\n") === should.join("\n")) return;
  const added = should.filter((line) => !is.includes(line)).map((line) => `add:      ${line}`);
  const gone = is.filter((line) => !should.includes(line)).map((line) => `take out: ${line}`);
  const what = [...added, ...gone];
  if (what.length === 0) what.push(...should.map((line) => `in order: ${line}`));
  assert.fail([`README.md, below ${head}`, ...what].join("\n"));
}

/** A command of the README, and what it prints. */
export interface Recipe {
  readonly command: Block;
  readonly output: Block;
}

export function recipes(): Recipe[] {
  const blocks = blocksOf(sectionOf("## Recipes"));
  return blocks
    .filter((_, at) => at % 2 === 0)
    .map((command, at) => ({ command, output: blocks[2 * at + 1]! }));
}

export function runsInBrowser({ command }: Recipe): boolean {
  return command.kind === "js browser";
}

/** A text of the README with the ports of a mock in place of the default ones. */
export function withPorts(text: string, ports: readonly number[]): string {
  return text.replace(/(127\.0\.0\.1|LOCALHOST):(\d+)/g, (all, host: string, port: string) => {
    const own = ports[Number(port) - 9999];
    return own === undefined ? all : `${host}:${String(own)}`;
  });
}

/**
 * Asserts that a recipe has printed what the README says, in which a line of `...` is any lines, or
 * none. If it has not, the two are compared line by line.
 */
export function assertPrinted(printed: string, text: string): void {
  const lines = text
    .trimEnd()
    .split("\n")
    .map((line) =>
      line === "..." ? "(?:.*\\n)*?" : `${line.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\n`,
    );
  const expected = new RegExp(`^${lines.join("")}$`);
  if (!expected.test(printed)) assert.equal(printed, text);
  assert.match(printed, expected);
}
