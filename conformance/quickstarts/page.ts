/** The programs of docs/sdks.md: the page's code blocks, language by language. */
import { UsageError } from "../runner/errors.js";

/** A command, and what the page says that it prints. */
export interface Run {
  readonly command: string;
  readonly output: string;
}

export interface Quickstart {
  /** The section's heading. */
  readonly language: string;
  /** The programs: blocks whose fence has a file's name, as in ```` ```js rooms.mjs ````. */
  readonly files: readonly (readonly [path: string, content: string])[];
  /** The commands of ```` ```sh install ````. */
  readonly install: readonly string[];
  /** The command that starts the mock: the section's own ```` ```sh serve ````, or the page's. */
  readonly serve: string;
  /** The commands of ```` ```console ````. */
  readonly runs: readonly Run[];
}

interface Block {
  readonly language: string;
  readonly word: string;
  readonly content: string;
}

/** Reads the page. Throws {@link UsageError}. */
export function readPage(markdown: string): Quickstart[] {
  const [introduction = "", ...sections] = markdown.split(/^## /m);
  const usual = serveOf(blocksOf(introduction));
  return sections.map((section) => {
    const language = section.slice(0, section.indexOf("\n"));
    const blocks = blocksOf(section);
    const serve = serveOf(blocks) ?? usual;
    if (serve === undefined) throw new UsageError(`${language}: no command starts the mock`);
    return {
      language,
      files: blocks
        .filter(({ word }) => word.includes("."))
        .map(({ word, content }) => [word, content] as const),
      install: contentsOf(blocks, "install").flatMap((content) => content.trimEnd().split("\n")),
      serve,
      runs: blocks.filter((block) => block.language === "console").flatMap(runsOf),
    };
  });
}

function blocksOf(markdown: string): Block[] {
  const fences = markdown.matchAll(/^```(\w*) ?(\S*)\n([^]*?)^```$/gm);
  return [...fences].map(([, language = "", word = "", content = ""]) => ({
    language,
    word,
    content,
  }));
}

function contentsOf(blocks: readonly Block[], word: string): string[] {
  return blocks.filter((block) => block.word === word).map(({ content }) => content);
}

function serveOf(blocks: readonly Block[]): string | undefined {
  return contentsOf(blocks, "serve")[0]?.trimEnd();
}

/** The commands behind `$`, each with the lines up to the next one. */
function runsOf({ content }: Block): Run[] {
  const [, ...parts] = content.split(/^\$ /m);
  return parts.map((part) => {
    const end = part.indexOf("\n");
    return { command: part.slice(0, end), output: part.slice(end + 1) };
  });
}
