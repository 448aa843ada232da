import yargs, { type Argv, type Options } from "yargs";
import packageJson from "../package.json" with { type: "json" };
import { controlSchemaText } from "./control/index.js";
import { explain, methodNamed, type Explained } from "./explain.js";
import { isObject, parseJson } from "./json.js";
import { nearest } from "./nearest.js";
import { createRegion } from "./region.js";
import {
  flags,
  parseSettings,
  parseSwitch,
  SettingsError,
  type Flag,
  type FlagName,
  type Settings,
} from "./settings.js";

/** What a command line asks for. */
export type Request =
  | { readonly kind: "serve"; readonly settings: Settings }
  | { readonly kind: "health"; readonly urls: readonly string[] }
  | { readonly kind: "explain"; readonly explained: Explained }
  | { readonly kind: "print"; readonly text: string };

const usage = `$0 [flags]

A programmable mock of the LiveKit server's HTTP API.

$0 health [url]

Ends with status 0 where the mock at the url is healthy (without one: all ports of the settings).

$0 explain <json> [--method CreateRoom]

Prints what each region would do with a call that carries this control, and what is wrong with it.

$0 schema

Prints the JSON Schema of the control.`;

const commands = ["health", "explain", "schema"];

/**
 * Reads the arguments (without the program's name) and the environment. A flag wins over its
 * variable; an empty variable counts as unset. Throws {@link SettingsError}.
 */
export async function readCommandLine(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Request> {
  refuseOddSwitches(args);
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
  for (const flag of flags) parser.option(flag.name, optionOf(flag));
  const describe = "For explain: the method that is called, by its name or its path";
  parser.option("method", { type: "string", requiresArg: true, describe });
  let printed = "";
  const parsed = await parse(parser, args, (text) => {
    printed = text;
  });
  if (printed !== "") return { kind: "print", text: printed };
  const known: readonly string[] = flags.map(({ name }) => name);
  const negations = Object.keys(parsed).filter((name) => isNegation(name) && !known.includes(name));
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
  const settings = parseSettings(texts as Record<FlagName, string>);
  return commandOf(words, readFlag("method", parsed["method"]), settings);
}

function optionOf({ variable, meaning, default: fallback, isSwitch }: Flag): Options {
  const describe = `${meaning} [${variable}; default ${JSON.stringify(fallback)}]`;
  return isSwitch === true
    ? { type: "boolean", describe }
    : { type: "string", requiresArg: true, describe };
}

function commandOf(
  [command, argument, surplus]: readonly string[],
  method: string | undefined,
  settings: Settings,
): Request {
  if (method !== undefined && command !== "explain") {
    throw new SettingsError("flag --method is for the command explain; see --help");
  }
  if (surplus !== undefined) throw unexpected(surplus);
  switch (command) {
    case undefined:
      return { kind: "serve", settings };
    case "health":
      return { kind: "health", urls: argument === undefined ? ownUrls(settings) : [argument] };
    case "explain":
      return { kind: "explain", explained: explainText(argument, method, settings) };
    case "schema":
      if (argument !== undefined) throw unexpected(argument);
      return { kind: "print", text: controlSchemaText().trimEnd() };
    default:
      throw unexpected(command);
  }
}

function unexpected(word: string): SettingsError {
  const hint = `the commands are ${commands.join(", ")}; see --help`;
  return new SettingsError(`unexpected argument ${JSON.stringify(word)}; ${hint}`);
}

function explainText(
  text: string | undefined,
  name: string | undefined,
  { ports, advertiseHost }: Settings,
): Explained {
  const control = parseJson(text ?? "");
  if (!isObject(control)) {
    const given = text === undefined ? "explain" : `explain ${JSON.stringify(text)}`;
    throw new SettingsError(`${given}: expected a JSON object; see --help`);
  }
  const method = name === undefined ? undefined : methodNamed(name);
  if (typeof method === "string") throw new SettingsError(`--method: ${method}`);
  const regions = ports.map((port, index) => createRegion(index, advertiseHost, port));
  return explain(control, method, regions, Date.now());
}

/** Where the listeners of these settings are, seen from their own machine. */
function ownUrls({ bind, ports }: Settings): string[] {
  const everywhere = ["0.0.0.0", "::"].includes(bind);
  const host = everywhere ? "127.0.0.1" : bind.includes(":") ? `[${bind}]` : bind;
  return ports.map((port) => `http://${host}:${String(port)}`);
}

function readFlag(name: string, value: unknown): string | undefined {
  if (Array.isArray(value)) throw new SettingsError(`flag --${name} is there twice`);
  if (typeof value === "boolean") return String(value);
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

/** yargs takes any value but `true` for a `false`. */
function refuseOddSwitches(args: readonly string[]): void {
  const switches = flags.filter((flag: Flag) => flag.isSwitch === true);
  for (const { name } of switches) {
    const start = `--${name}=`;
    const given = args.find((arg) => arg.startsWith(start));
    if (given !== undefined) parseSwitch(name, given.slice(start.length));
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
  const known = [...flags.map((flag) => flag.name), "method", "help", "version"];
  const hint = nearest(name, known);
  throw new SettingsError(`unknown flag ${typed}; the nearest is --${hint ?? ""}; see --help`);
}
