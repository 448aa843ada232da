import yargs, { type Argv } from "yargs";
import packageJson from "../package.json" with { type: "json" };
import { nearest } from "./nearest.js";
import { flags, parseSettings, SettingsError, type FlagName, type Settings } from "./settings.js";

/** What a command line asks for: to serve, to see whether a mock is healthy, or to print a text. */
export type Request =
  | { readonly kind: "serve"; readonly settings: Settings }
  | { readonly kind: "health"; readonly urls: readonly string[] }
  | { readonly kind: "print"; readonly text: string };

const usage = `$0 [flags]

A programmable mock of the LiveKit server's HTTP API.

$0 health [url]

Ends with status 0 where the mock at the url is healthy (without one: all ports of the settings).`;

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
    .usage(usage)
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
  const words = parsed._.map(String);
  refuseUnknown([...words, ...negations.map((name) => `--${name}`)]);
  const texts = Object.fromEntries(
    flags.map(({ name, variable, default: fallback }) => {
      const variableText = environment[variable] ?? "";
      return [
        name,
        readFlag(name, parsed[name]) ?? (variableText === "" ? fallback : variableText),
      ];
    }),
  );
  return commandOf(words, parseSettings(texts as Record<FlagName, string>));
}

function commandOf([command, ...rest]: readonly string[], settings: Settings): Request {
  if (command === undefined) return { kind: "serve", settings };
  const [url, surplus] = rest;
  if (command !== "health" || surplus !== undefined) {
    const unexpected = JSON.stringify(surplus ?? command);
    throw new SettingsError(
      `unexpected argument ${unexpected}; the one command is health; see --help`,
    );
  }
  return { kind: "health", urls: url === undefined ? ownUrls(settings) : [url] };
}

/** Where the listeners of these settings are, seen from their own machine. */
function ownUrls({ bind, ports }: Settings): string[] {
  const everywhere = ["0.0.0.0", "::"].includes(bind);
  const host = everywhere ? "127.0.0.1" : bind.includes(":") ? `[${bind}]` : bind;
  return ports.map((port) => `http://${host}:${String(port)}`);
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

function refuseUnknown(words: readonly string[]): void {
  const first = words.find((word) => word.startsWith("-"));
  if (first === undefined) return;
  const [typed = ""] = first.split("=", 1);
  const name = typed.replace(/^-+/, "");
  if (isNegation(name)) {
    throw new SettingsError(`flag ${typed} negates, and no flag can be negated; see --help`);
  }
  const known = [...flags.map((flag) => flag.name), "help", "version"];
  const hint = nearest(name, known);
  throw new SettingsError(`unknown flag ${typed}; the nearest is --${hint ?? ""}; see --help`);
}
