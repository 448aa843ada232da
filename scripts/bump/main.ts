/** The command line of `npm run bump`. */
import yargs from "yargs";
import { hideBin } from "yargs/helpers";
import { policy } from "../protoc-gen-livekit-mock/grants.js";
import { bump } from "./bump.js";
import { BumpError } from "./errors.js";
import { renderQuestions, renderReport } from "./report.js";

const flags = await yargs(hideBin(process.argv))
  .usage("npm run bump -- --from <input>\n\nTakes the project to another version of the protocol.")
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

try {
  const report = await bump({
    root: process.cwd(),
    policy,
    from: flags.from,
    ...(flags.revision && { revision: flags.revision }),
    date: new Date().toISOString().slice(0, 10),
    allowUnmatched: flags.allowUnmatched,
    dryRun: flags.dryRun,
  });
  process.stdout.write(flags.json ? `${JSON.stringify(report, null, 2)}\n` : renderReport(report));
  if (report.questions.length > 0) {
    process.stderr.write(renderQuestions(report.questions));
    process.exitCode = 1;
  }
} catch (error) {
  if (!(error instanceof BumpError)) throw error;
  if (flags.json) console.log(JSON.stringify({ error: error.message }, null, 2));
  console.error(error.message);
  process.exitCode = 1;
}
