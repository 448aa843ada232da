import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { pagePaths } from "../../scripts/docs/pages.js";

export interface Block {
  /** The fence's words: `sh`, `sh docker`, `js`, `text`. */
  readonly kind: string;
  readonly text: string;
}

/** The fenced blocks of a page, in their order. */
export function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(.*)\n([^]*?)^```$/gm)].map(([, kind = "", text = ""]) => ({
    kind,
    text,
  }));
}

/** Where the links of a page lead inside the project: a path, from the page's folder, and an anchor. */
export function linksOf(markdown: string): string[] {
  const prose = markdown.replace(/^```.*\n[^]*?^```$/gm, "").replace(/`[^`\n]*`/g, "");
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = ""]) => to);
  return links.filter((to) => !to.startsWith("https://"));
}

/** All pages, by their path. */
export const pages: ReadonlyMap<string, string> = new Map(
  pagePaths().map((path) => [path, readFileSync(path, "utf8")]),
);

/** The pages whose programs have a runner of their own, which installs SDKs. */
const runElsewhere = new Set(["docs/sdks.md"]);

/** A command of a page, and what it prints. */
export interface Recipe {
  readonly page: string;
  readonly command: Block;
  readonly output: Block | undefined;
}

/** The commands and scripts of all pages, each with the block behind it. */
export function recipes(): Recipe[] {
  return [...pages].flatMap(([page, markdown]) => {
    if (runElsewhere.has(page)) return [];
    const blocks = blocksOf(markdown);
    return blocks.flatMap((command, at) =>
      ["sh", "js", "js browser"].includes(command.kind)
        ? [{ page, command, output: blocks[at + 1] }]
        : [],
    );
  });
}

/** An example with the ports of a mock instead of the default ones. */
export function withPorts(text: string, ports: readonly number[]): string {
  return text.replace(/(127\.0\.0\.1|LOCALHOST):(\d+)/g, (all, host: string, port: string) => {
    const own = ports[Number(port) - 9999];
    return own === undefined ? all : `${host}:${String(own)}`;
  });
}

/**
 * Asserts that a recipe has printed what its page says, in which a line of `...` is any lines, or
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
