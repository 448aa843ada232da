import yargs from "yargs";
import { UsageError } from "./errors.js";
import { nearest } from "./nearest.js";
import type { Scenario } from "./scenario.js";
import { sdks, type Sdk } from "./sdks.js";

/** What a command line asks for. */
export interface Options {
  readonly sdks: readonly Sdk[];
  /** Globs of scenarios. */
  readonly scenarios: readonly string[];
  /** The command of a driver of your own, instead of `sdks`. */
  readonly driver: readonly string[];
  readonly jobs: number;
  /** A folder for the results. */
  readonly out: string | undefined;
  /** Whether the results must be those in `docs/`. */
  readonly check: boolean;
}

const command = "npm run conformance --";

/** Reads a command line. Throws {@link UsageError}. */
export async function readOptions(args: readonly string[]): Promise<Options> {
  // What comes after the dashes is a command.
  const dashes = args.includes("--") ? args.indexOf("--") : args.length;
  const [own, driver] = [args.slice(0, dashes), args.slice(dashes + 1)];
  const names = sdks.map(({ name }) => name);
  const flags = await yargs(own)
    .scriptName(command)
    .usage("$0 [--sdk node,python] [--scenario 'failover/*'] [-- <driver command>]")
    .option("sdk", {
      type: "string",
      requiresArg: true,
      describe: `SDKs, of ${names.join(", ")}; all; or none, to write the pages alone; by default node,python`,
    })
    .option("scenario", {
      type: "string",
      requiresArg: true,
      default: "*",
      describe: "Scenarios by name, with * for anything; several with commas between",
    })
    .option("jobs", {
      type: "string",
      requiresArg: true,
      default: "6",
      describe: "Drivers of each SDK that run at a time",
    })
    .option("out", {
      type: "string",
      requiresArg: true,
      describe: "A folder to write conformance.md and its pages to, or bring them up to date in",
    })
    .option("check", {
      type: "boolean",
      default: false,
      describe: "Fail if docs/conformance.md or its pages differ from what is observed",
    })
    .strictOptions()
    .version(false)
    .fail((message) => {
      throw new UsageError(`${message}; see ${command} --help`);
    })
    .parse();
  refuseWords(flags._);
  refuseRepeated(flags);
  if (driver.length > 0) refuseBesideDriver({ sdk: flags.sdk !== undefined, check: flags.check });
  return {
    sdks: driver.length > 0 ? [] : chooseSdks(flags.sdk ?? "node,python"),
    scenarios: entriesOf(flags.scenario),
    driver,
    jobs: parseJobs(flags.jobs),
    out: flags.out,
    check: flags.check,
  };
}

/** What npm has kept the flag of, or a driver without the dashes before it. */
function refuseWords(words: readonly (string | number)[]): void {
  if (words.length === 0) return;
  throw new UsageError(
    `${words.join(" ")}: not a flag; npm passes on flags after --, as ${command} --sdk node, ` +
      `and a driver comes after one more, as ${command} -- ./my-driver`,
  );
}

function refuseRepeated(flags: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(flags)) {
    if (name !== "_" && Array.isArray(value)) throw new UsageError(`--${name} is given twice`);
  }
}

/** A driver of your own runs alone, and is not in `docs/`. */
function refuseBesideDriver(given: Readonly<Record<string, boolean>>): void {
  const [name] = Object.entries(given).find(([, isGiven]) => isGiven) ?? [];
  if (name !== undefined) throw new UsageError(`--${name} is of no use with a driver of your own`);
}

/** The words between the commas of a string. */
function entriesOf(text: string): string[] {
  return text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}

function parseJobs(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw new UsageError(`--jobs ${text}: expected 1 to 999`);
}

function chooseSdks(text: string): Sdk[] {
  if (text === "all") return [...sdks];
  if (text === "none") return [];
  const names = sdks.map(({ name }) => name);
  const chosen = entriesOf(text);
  const unknown = chosen.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(
      `--sdk ${unknown}: expected ${names.join(", ")}, all or none; did you mean ${nearest(unknown, names)!}?`,
    );
  }
  if (chosen.length === 0) throw new UsageError("--sdk is empty");
  return sdks.filter(({ name }) => chosen.includes(name));
}

/** The scenarios that any of the globs matches. Throws {@link UsageError}. */
export function choose(globs: readonly string[], scenarios: readonly Scenario[]): Scenario[] {
  if (globs.length === 0) throw new UsageError("--scenario is empty");
  const names = scenarios.map(({ name }) => name);
  const patterns = globs.map((glob) => {
    const parts = glob.split("*").map((part) => part.replace(/[^\w/-]/g, "\\$&"));
    const pattern = new RegExp(`^${parts.join(".*")}$`);
    if (names.some((name) => pattern.test(name))) return pattern;
    // Without a name behind the slash it is a group that is meant.
    const known = /\/./.test(glob) ? names : names.map((name) => name.replace(/[^/]*$/, "*"));
    const near = nearest(glob, known) ?? "";
    throw new UsageError(`--scenario ${glob} matches none; did you mean ${near}?`);
  });
  return scenarios.filter(({ name }) => patterns.some((pattern) => pattern.test(name)));
}
