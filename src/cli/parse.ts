import parse from "yargs-parser";
import { didYouMean, nearest } from "../util/nearest.js";
import { parseSwitch, SettingsError } from "../settings/index.js";

/** A flag of the command line. */
export interface CommandFlag {
  readonly name: string;
  readonly meaning: string;
  /** The value that counts if it is absent, for the help. */
  readonly default?: string;
  /** The environment variable of a setting. */
  readonly variable?: string;
  /** The only values that it takes, if they are known. */
  readonly values?: readonly string[];
  /** Whether it is `true` without a value. */
  readonly isSwitch?: true;
  /** Whether it may be given more than once. */
  readonly repeats?: true;
  /** Its short forms. */
  readonly letters?: readonly string[];
  /** The command that it is for; for all of them if absent. */
  readonly command?: string;
}

/** The words of a command line, and the values of its flags. */
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
    alias: Object.fromEntries(flags.map(({ name, letters = [] }) => [name, [...letters]])),
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
      "strip-aliased": true,
      "unknown-options-as-args": true,
    },
  });
  if (error !== null) throw new SettingsError(problemOf(error));
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
      throw new SettingsError(`flag --${name} is given twice`);
    }
    texts.set(name, list.map(String));
  }
  return { words, texts };
}

/** An error of the parser in words of our own, if it is known. */
function problemOf({ message }: Error): string {
  const [, flag] = /^Not enough arguments following: (.*)$/s.exec(message) ?? [];
  const problem = flag === undefined ? message : `flag --${flag} needs a value`;
  return `${problem.replaceAll("\n", " ")}; see --help`;
}

/** yargs reads any value but `true` as `false`, and the last of several switches. */
function refuseOddSwitches(args: readonly string[], switches: readonly string[]): void {
  for (const name of switches) {
    const start = `--${name}=`;
    const given = args.filter((arg) => arg === `--${name}` || arg.startsWith(start));
    if (given.length > 1) throw new SettingsError(`flag --${name} is given twice`);
    const [value] = given;
    if (value?.startsWith(start) === true) parseSwitch(name, value.slice(start.length));
  }
}

function refuseUnknown(words: readonly string[], flags: readonly CommandFlag[]): void {
  const first = words.find((word) => word.startsWith("-"));
  if (first === undefined) return;
  const [typed = ""] = first.split("=", 1);
  const name = typed.replace(/^-+/, "");
  const negates = name.startsWith("no-");
  const names = flags.map((flag) => flag.name);
  const near = nearest(name, negates ? names.filter((one) => one.startsWith("no-")) : names);
  if (negates && near === undefined) {
    throw new SettingsError(`flag ${typed}: flags cannot be negated; see --help`);
  }
  const hint = near === undefined ? "; see --help" : didYouMean(`--${near}`);
  throw new SettingsError(`unknown flag ${typed}${hint}`);
}
