import yargs, { type Argv } from "yargs";
import packageJson from "../package.json" with { type: "json" };
import { nearest } from "./nearest.js";
import { flags, parseSettings, SettingsError, type FlagName, type Settings } from "./settings.js";

/** What a command line asks for: to run with settings, or to print a text and end. */
export type Request =
  | { readonly kind: "run"; readonly settings: Settings }
  | { readonly kind: "print"; readonly text: string };

/**
 * Reads the arguments (without the program's name) and the environment. A flag wins over its
 * variable; an empty variable counts as unset. Throws {@link SettingsError}.
 */
export async function readCommandLine(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Request> {
  const parser = yargs()
    .scriptName("livekit-mock")
    .usage("$0 [flags]\n\nA programmable mock of the LiveKit server's HTTP API.")
    .locale("en")
    .parserConfiguration({
      "boolean-negation": false,
      "camel-case-expansion": false,
      "dot-notation": false,
      "parse-numbers": false,
      "parse-positional-numbers": false,
      "unknown-options-as-args": true,
    })
    .exitProcess(false)
    .fail(false)
    .version(packageJson.version)
    .help();
  for (const { name, variable, meaning, default: fallback } of flags) {
    const describe = `${meaning} [${variable}; default ${JSON.stringify(fallback)}]`;
    parser.option(name, { type: "string", requiresArg: true, describe });
  }
  let printed = "";
  const parsed = await parse(parser, args, (text) => {
    printed = text;
  });
  if (printed !== "") return { kind: "print", text: printed };
  const negations = Object.keys(parsed).filter(isNegation);
  refuseUnknown([...parsed._.map(String), ...negations.map((name) => `--${name}`)]);
  const texts = Object.fromEntries(
    flags.map(({ name, variable, default: fallback }) => {
      const variableText = environment[variable] ?? "";
      return [
        name,
        readFlag(name, parsed[name]) ?? (variableText === "" ? fallback : variableText),
      ];
    }),
  );
  return { kind: "run", settings: parseSettings(texts as Record<FlagName, string>) };
}

function readFlag(name: string, value: unknown): string | undefined {
  if (Array.isArray(value)) throw new SettingsError(`flag --${name} is there twice`);
  return typeof value === "string" ? value : undefined;
}

/** yargs' own refusals (a flag without a value) as one line. */
async function parse(
  parser: Argv,
  args: readonly string[],
  print: (text: string) => void,
): Promise<{ readonly _: readonly (string | number)[]; readonly [flag: string]: unknown }> {
  try {
    return await parser.parse([...args], (_error: unknown, _parsed: unknown, text: string) => {
      print(text);
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new SettingsError(`${message.replaceAll("\n", " ")}; see --help`);
  }
}

/** yargs takes `--no-x` for a flag of that name, known or not. */
function isNegation(name: string): boolean {
  return name.startsWith("no-");
}

function refuseUnknown([first]: readonly string[]): void {
  if (first === undefined) return;
  if (!first.startsWith("-")) {
    throw new SettingsError(`unexpected argument ${JSON.stringify(first)}; see --help`);
  }
  const [typed = ""] = first.split("=", 1);
  const name = typed.replace(/^-+/, "");
  if (isNegation(name)) {
    throw new SettingsError(`flag ${typed} negates, and no flag can be negated; see --help`);
  }
  const known = [...flags.map((flag) => flag.name), "help", "version"];
  const hint = nearest(name, known);
  throw new SettingsError(`unknown flag ${typed}; the nearest is --${hint ?? ""}; see --help`);
}
