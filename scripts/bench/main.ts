/**
 * Measures the built mock, and compares each figure with a floor from the same run: `npm run bench`.
 * The servers run on the first core, the load on the second.
 */
import yargs from "yargs";
import { hideBin } from "yargs/helpers";
import { ratioOf, verdictOf, type Figure } from "./figure.js";
import { growthWithCall, growthWithRegions } from "./growth.js";
import { memoryOfHeld, slowedByHeld } from "./held.js";
import { loadTool } from "./load.js";
import { longestHold } from "./hold.js";
import { idleMemory, memoryOfBodies } from "./memory.js";
import { signal } from "./signal.js";
import { start } from "./start.js";
import { takeLoadCore } from "./subject.js";
import { formatTable } from "./table.js";
import { throughput } from "./throughput.js";

/** The benchmarks, by name. Each takes a number of rounds. */
const benchmarks: Readonly<Record<string, (rounds: number) => Promise<Figure[]>>> = {
  ...throughput,
  "held p99": slowedByHeld,
  "held memory": memoryOfHeld,
  "idle memory": idleMemory,
  start,
  signal,
  bodies: memoryOfBodies,
  hold: longestHold,
  "growth with regions": growthWithRegions,
  "growth with the call": growthWithCall,
};

const options = await yargs(hideBin(process.argv))
  .scriptName("npm run bench --")
  .option("json", { type: "boolean", default: false, describe: "Print JSON" })
  .option("check", { type: "boolean", default: false, describe: "Fail if a goal is missed" })
  .option("rounds", {
    type: "number",
    default: 5,
    describe: "Number of rounds, of which the median counts",
  })
  .option("only", {
    type: "string",
    default: "",
    describe: "Run only benchmarks whose name contains this",
  })
  .strict()
  .version(false)
  .parse();

const chosen = Object.entries(benchmarks).filter(([name]) => name.includes(options.only));
if (chosen.length === 0) {
  throw new Error(
    `no benchmark matches ${JSON.stringify(options.only)}; there are: ${Object.keys(benchmarks).join(", ")}`,
  );
}
takeLoadCore();
const figures: Figure[] = [];
for (const [name, measure] of chosen) {
  process.stderr.write(`${name} ...\n`);
  figures.push(...(await measure(options.rounds)));
}
const missed = figures.filter((figure) => verdictOf(figure) === "MISSED");
if (options.json) {
  const rows = figures.map((figure) => ({
    ...figure,
    ratio: ratioOf(figure),
    goal: figure.goal?.text,
    verdict: verdictOf(figure),
  }));
  process.stdout.write(`${JSON.stringify({ node: process.version, loadTool, figures: rows })}\n`);
} else {
  process.stdout.write(`Node ${process.version}, load by ${loadTool}\n${formatTable(figures)}`);
}
if (options.check && missed.length > 0) {
  process.stderr.write(`missed: ${missed.map(({ what }) => what).join("; ")}\n`);
  process.exitCode = 1;
}
