/** The command line of `npm run quickstarts`: plays docs/sdks.md, or some of its languages. */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { runCommand } from "../runner/command.js";
import { UsageError } from "../runner/errors.js";
import { readPage, type Quickstart } from "./page.js";
import { play } from "./play.js";

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** The sections that the words name by the first word of their heading; all without words. */
function choose(all: readonly Quickstart[], words: readonly string[]): readonly Quickstart[] {
  if (words.length === 0) return all;
  const nameOf = ({ language }: Quickstart): string => language.split(" ", 1)[0]!.toLowerCase();
  const unknown = words.find((word) => !all.some((one) => nameOf(one) === word));
  if (unknown !== undefined) {
    throw new UsageError(`${unknown}: expected any of ${all.map(nameOf).join(", ")}`);
  }
  return all.filter((one) => words.includes(nameOf(one)));
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: {
      page: { type: "string", default: "docs/sdks.md" },
      cache: { type: "string", default: "conformance/.cache" },
    },
    allowPositionals: true,
  });
  const chosen = choose(readPage(readFileSync(values.page, "utf8")), positionals);
  const problems: string[] = [];
  for (const one of chosen) problems.push(...(await play(one, { cache: values.cache, tell })));
  for (const problem of problems) tell(problem);
  const runs = chosen.reduce((sum, one) => sum + one.runs.length, 0);
  console.log(`${String(runs - problems.length)} passed, ${String(problems.length)} failed`);
  return problems.length > 0 ? 1 : 0;
}

await runCommand(main, tell);
