import parse from "yargs-parser";
import { didYouMean, nearest } from "../util/nearest.js";
import { parseSwitch, SettingsError } from "../settings/index.js";

/** A flag of the command line. */
export interface CommandFlag {
  readonly name: string;
  /** Whether it is `true` where it is there without a value. */
  readonly isSwitch?: true;
  /** Whether it may be there more than once. */
  readonly repeats?: true;
  /** The command that it is for; for all of them where absent. */
  readonly command?: string;
}

/** The words of a command line, and the texts of its flags. */
export interface Parsed {
  readonly words: readonly string[];
  readonly texts: ReadonlyMap<string, readonly string[]>;
}

/** Splits arguments into words and flags. Throws {@link SettingsError}. */
export function parseArguments(args: readonly string[], flags: readonly CommandFlag[]): Parsed {
  const switches = flags.filter(({ isSwitch }) => isSwitch === true).map(({ name }) => name);
  const valued = flags.filter(({ isSwitch }) => isSwitch !== true).map(({ name }) => name);
  const isKnown = (name: string): boolean => flags.some((flag) => flag.name === name);
  const { argv, error } = parse.detailed([...args], {
    boolean: switches,
    string: valued,
    // A flag takes one value, which may be empty.
    narg: Object.fromEntries(valued.map((name) => [name, NaN])),
    configuration: {
      "boolean-negation": false,
      "camel-case-expansion": false,
      "dot-notation": false,
      "parse-numbers": false,
      "parse-positional-numbers": false,
      "unknown-options-as-args": true,
    },
  });
  if (error !== null) throw new SettingsError(`${oneLine(error)}; see --help`);
  const words = argv._.map(String);
  // Some unknown flags the parser takes for known ones: `--no-x`, `--known-x`.
  const odd = Object.keys(argv).filter((name) => name !== "_" && !isKnown(name));
  refuseUnknown([...words, ...odd.map((name) => `--${name}`)], flags);
  refuseOddSwitches(args, switches);
  const texts = new Map<string, readonly string[]>();
  for (const { name, repeats } of flags) {
    const value: unknown = argv[name];
    if (value === undefined) continue;
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (list.length > 1 && repeats !== true) {
      throw new SettingsError(`flag --${name} is there twice`);
    }
    texts.set(name, list.map(String));
  }
  return { words, texts };
}

function oneLine({ message }: Error): string {
  return message.replaceAll("\n", " ");
}

/** yargs takes any value but `true` for a `false`. */
function refuseOddSwitches(args: readonly string[], switches: readonly string[]): void {
  for (const name of switches) {
    const start = `--${name}=`;
    const given = args.find((arg) => arg.startsWith(start));
    if (given !== undefined) parseSwitch(name, given.slice(start.length));
  }
}

function refuseUnknown(words: readonly string[], flags: readonly CommandFlag[]): void {
  const first = words.find((word) => word.startsWith("-"));
  if (first === undefined) return;
  const [typed = ""] = first.split("=", 1);
  const name = typed.replace(/^-+/, "");
  if (name.startsWith("no-")) {
    throw new SettingsError(`flag ${typed} negates, and no flag can be negated; see --help`);
  }
  const near = nearest(
    name,
    flags.map((flag) => flag.name),
  );
  const hint = near === undefined ? "; see --help" : didYouMean(`--${near}`);
  throw new SettingsError(`unknown flag ${typed}${hint}`);
}
