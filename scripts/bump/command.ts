/** The command line of `npm run bump`. */
import yargs from "yargs";
import type { BumpOptions } from "./bump.js";
import { BumpError } from "./errors.js";

/** The project that the command works on, and where it prints. */
export interface Environment extends Pick<BumpOptions, "root" | "policy" | "generate"> {
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
}

/** Moves the project to another version of the protocol. Resolves with the exit status. */
export async function runBump(
  args: readonly string[],
  { print, printError, ...project }: Environment,
): Promise<number> {
  const flags = await readFlags(args);
  // Loaded after the flags are read, so that an invalid flag is reported at once.
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
    printError(renderQuestions(report.questions));
  } catch (error) {
    if (!(error instanceof BumpError)) throw error;
    if (flags.json) print(`${JSON.stringify({ error: error.message }, null, 2)}\n`);
    printError(`${error.message}\n`);
  }
  return 1;
}

function readFlags(args: readonly string[]) {
  return yargs(args)
    .usage(
      "npm run bump -- --from <input>\n\nMoves the project to another version of the protocol.",
    )
    .option("from", {
      type: "string",
      demandOption: "npm passes on only the flags after --: npm run bump -- --from <input>",
      requiresArg: true,
      describe:
        "an input of `buf build`: folder `protobufs`, https://….git#tag=…,subdir=protobufs, archive, image",
    })
    .option("revision", {
      type: "string",
      requiresArg: true,
      describe: "name of the version; by default its git tag, otherwise its hash",
    })
    .option("dry-run", { type: "boolean", default: false, describe: "only report" })
    .option("allow-unmatched", {
      type: "boolean",
      default: false,
      describe: "report grant rules that match nothing instead of stopping, for an older protocol",
    })
    .option("json", { type: "boolean", default: false, describe: "print the report as JSON" })
    .parserConfiguration({ "duplicate-arguments-array": false })
    .strict()
    .version(false)
    .parse();
}
