/** The command line of `npm run bump`. */
import yargs from "yargs";
import type { BumpOptions } from "./bump.js";
import { BumpError } from "./errors.js";

/** What the command works on, and where it says what came of it. */
export interface Surroundings extends Pick<BumpOptions, "root" | "policy" | "generate"> {
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
}

/** Takes the project to another version of the protocol. Resolves with the exit status. */
export async function runBump(
  args: readonly string[],
  { print, complain, ...project }: Surroundings,
): Promise<number> {
  const flags = await readFlags(args);
  // Behind the flags, so that what is wrong with them is told at once.
  const [{ bump }, { renderQuestions, renderReport }] = await Promise.all([
    import("./bump.js"),
    import("./report.js"),
  ]);
  try {
    const report = await bump({
      ...project,
      from: flags.from,
      ...(flags.revision && { revision: flags.revision }),
      date: new Date().toISOString().slice(0, 10),
      allowUnmatched: flags.allowUnmatched,
      dryRun: flags.dryRun,
    });
    print(flags.json ? `${JSON.stringify(report, null, 2)}\n` : renderReport(report));
    if (report.questions.length === 0) return 0;
    complain(renderQuestions(report.questions));
  } catch (error) {
    if (!(error instanceof BumpError)) throw error;
    if (flags.json) print(`${JSON.stringify({ error: error.message }, null, 2)}\n`);
    complain(`${error.message}\n`);
  }
  return 1;
}

function readFlags(args: readonly string[]) {
  return yargs(args)
    .usage(
      "npm run bump -- --from <input>\n\nTakes the project to another version of the protocol.",
    )
    .option("from", {
      type: "string",
      demandOption: "npm passes flags on only behind --: npm run bump -- --from <input>",
      requiresArg: true,
      describe:
        "what `buf build` takes: folder `protobufs`, https://….git#tag=…,subdir=protobufs, archive, image",
    })
    .option("revision", {
      type: "string",
      requiresArg: true,
      describe: "name of the version; else its git tag, else its hash",
    })
    .option("dry-run", { type: "boolean", default: false, describe: "only report" })
    .option("allow-unmatched", {
      type: "boolean",
      default: false,
      describe: "report grant rules that match nothing, for an older protocol",
    })
    .option("json", { type: "boolean", default: false, describe: "print the report as JSON" })
    .parserConfiguration({ "duplicate-arguments-array": false })
    .strict()
    .version(false)
    .parse();
}
