import { hideBin } from "yargs/helpers";
import { generateWithBuf } from "../generate/generation.js";
import { policy } from "../generate/grants.js";
import { runBump } from "./command.js";

process.exitCode = await runBump(hideBin(process.argv), {
  root: process.cwd(),
  policy,
  generate: generateWithBuf,
  print: (text) => process.stdout.write(text),
  printError: (text) => process.stderr.write(text),
});
