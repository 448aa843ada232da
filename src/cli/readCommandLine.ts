import { URL } from "node:url";
import type { Prediction } from "../stages/predict.js";
import { didYouMean, nearest } from "../util/nearest.js";
import { isObject } from "../util/json.js";
import { readJson } from "../util/readJson.js";
import { createRegions } from "../util/region.js";
import {
  flags,
  parseBinding,
  parseSettings,
  parseSwitch,
  SettingsError,
  readRawSettings,
  unknownVariables,
  urlsAt,
  type SettingsSource,
  type Binding,
  type Settings,
  type RawSettings,
} from "../settings/index.js";
import { version } from "../util/version.js";
import type { CommandFlag, Parsed } from "./parse.js";
import { durationOf } from "./durationFlag.js";
import { tokenFlags } from "./tokenFlags.js";

/** What a command line asks for. */
export type Request =
  | ({ readonly kind: "serve" } & Serve)
  | { readonly kind: "health"; readonly urls: readonly string[] }
  | { readonly kind: "running" }
  | { readonly kind: "wait"; readonly urls: readonly string[]; readonly timeoutMs: number }
  | { readonly kind: "explain"; readonly explained: Prediction }
  | { readonly kind: "print"; readonly text: string };

/** How to start, and how to tell that it is done. */
export interface Serve {
  readonly settings: Settings;
  readonly readyFile?: string;
  /** Whether stdout gets one line of JSON. */
  readonly json: boolean;
  /** What is odd about the environment, one line each. */
  readonly warnings: readonly string[];
}

const commands = ["health", "wait", "explain", "schema", "token"] as const;
type Command = (typeof commands)[number];

const ownFlags: readonly (CommandFlag & { readonly command: Command; readonly meaning: string })[] =
  [
    {
      name: "method",
      command: "explain",
      meaning: "The method that is called, by its name or its path",
    },
    {
      name: "running",
      command: "health",
      isSwitch: true,
      meaning: "Asks the mocks that run in this container (Linux), whatever the settings are",
    },
    { name: "timeout", command: "wait", meaning: "How long to wait at most; 10s unless told" },
    ...tokenFlags,
  ];

/** All flags, with what they mean. */
function allFlags(): (CommandFlag & { readonly meaning: string })[] {
  return [
    ...flags.map((flag) => ({ ...flag, meaning: `${flag.meaning} ${placeOf(flag)}` })),
    ...ownFlags,
    { name: "help", isSwitch: true, meaning: "Shows this" },
    { name: "version", isSwitch: true, meaning: "Shows the version" },
  ];
}

function placeOf(flag: { readonly variable: string; readonly default: string }): string {
  return `[${flag.variable}; default ${JSON.stringify(flag.default)}]`;
}

/**
 * Reads the arguments (without the program's name) and the environment. A flag wins over its
 * variable; an empty variable counts as unset. Throws {@link SettingsError}.
 */
export async function readCommandLine(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Request> {
  const parsed = args.length === 0 ? nothing : await parse(args);
  const textOf = (name: string): string | undefined => parsed.texts.get(name)?.[0];
  if (textOf("help") === "true") return { kind: "print", text: await helpText() };
  if (textOf("version") === "true") return { kind: "print", text: version };
  const [word, argument, surplus] = parsed.words;
  const command = commands.find((name) => name === word);
  if (word !== undefined && command === undefined) throw unexpected(word);
  if (surplus !== undefined) throw unexpected(surplus);
  refuseFlagsOfOthers(parsed, command);
  if (textOf("running") === "true") return askRunning(parsed);
  const texts = settingsIn(parsed, environment);
  switch (command) {
    case undefined:
      return {
        kind: "serve",
        settings: parseSettings(texts),
        ...(texts["ready-file"] === "" ? {} : { readyFile: texts["ready-file"] }),
        json: parseSwitch("json", texts.json),
        warnings: unknownVariables(environment),
      };
    case "health":
    case "wait": {
      const urls = argument === undefined ? urlsAt(parseBinding(texts)) : [urlOf(argument)];
      if (command === "health") return { kind: command, urls };
      return { kind: command, urls, timeoutMs: durationOf("timeout", textOf("timeout") ?? "10s") };
    }
    case "explain": {
      const settings = parseSettings(texts);
      return { kind: command, explained: await explainText(argument, textOf("method"), settings) };
    }
    case "schema":
      if (argument !== undefined) throw unexpected(argument);
      return { kind: "print", text: await schemaText() };
    case "token": {
      if (argument !== undefined) throw unexpected(argument);
      const { apiSecret } = parseSettings(texts);
      const { tokenOf } = await import("./token.js");
      return { kind: "print", text: tokenOf(parsed, apiSecret, Date.now()) };
    }
  }
}

/**
 * Where the mock that was started with these arguments and this environment listens; `undefined` if
 * they are those of a command. Throws {@link SettingsError}.
 */
export async function readBinding(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Binding | undefined> {
  const parsed = await parse(args);
  return parsed.words.length > 0 ? undefined : parseBinding(settingsIn(parsed, environment));
}

const nothing: Parsed = { words: [], texts: new Map() };

async function parse(args: readonly string[]): Promise<Parsed> {
  const { parseArguments } = await import("./parse.js");
  return parseArguments(args, allFlags());
}

async function helpText(): Promise<string> {
  const { help } = await import("./help.js");
  return help(allFlags());
}

async function schemaText(): Promise<string> {
  const { controlSchemaText } = await import("../control/schema.js");
  return controlSchemaText().trimEnd();
}

function settingsIn(
  { texts }: Parsed,
  environment: Readonly<Record<string, string | undefined>>,
): RawSettings {
  return readRawSettings([fromFlags(texts), fromEnvironment(environment)]);
}

function fromFlags(given: Parsed["texts"]): SettingsSource {
  const texts = flags.map(({ name }) => [name, given.get(name)?.[0]] as const);
  return Object.fromEntries(texts.filter(([, text]) => text !== undefined));
}

function fromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): SettingsSource {
  const texts = flags.map(({ name, variable }) => [name, environment[variable] ?? ""] as const);
  return Object.fromEntries(texts.filter(([, text]) => text !== ""));
}

function refuseFlagsOfOthers({ texts }: Parsed, command: Command | undefined): void {
  const wrong = ownFlags.find((flag) => texts.has(flag.name) && flag.command !== command);
  if (wrong === undefined) return;
  const { name, command: owner } = wrong;
  throw new SettingsError(`flag --${name} is for the command ${owner}; see --help`);
}

/** The environment is that of the container, which flags may have won over. */
function askRunning({ words, texts }: Parsed): Request {
  const [, argument] = words;
  if (argument !== undefined) {
    const problem = `health --running takes no URL: ${JSON.stringify(argument)}`;
    throw new SettingsError(`${problem}; see --help`);
  }
  const other = [...texts.keys()].find((name) => name !== "running");
  if (other === undefined) return { kind: "running" };
  throw new SettingsError(`flag --${other} is not for health --running; see --help`);
}

function unexpected(word: string): SettingsError {
  const near = nearest(word, commands);
  const hint = near === undefined ? "; see --help" : didYouMean(near);
  const known = `the commands are ${commands.join(", ")}`;
  return new SettingsError(`unexpected argument ${JSON.stringify(word)}; ${known}${hint}`);
}

function urlOf(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  const expected = "expected a URL such as http://127.0.0.1:9999";
  throw new SettingsError(`url ${JSON.stringify(text)}: ${expected}`);
}

async function explainText(
  text: string | undefined,
  name: string | undefined,
  { ports, advertised }: Settings,
): Promise<Prediction> {
  const { value: control } = readJson(text ?? "");
  if (!isObject(control)) {
    const command = text === undefined ? "explain" : `explain ${JSON.stringify(text)}`;
    throw new SettingsError(`${command}: expected a JSON object; see --help`);
  }
  const { predictOutcomes, loadMethod } = await import("../stages/predict.js");
  const method = name === undefined ? undefined : await loadMethod(name);
  if (typeof method === "string") throw new SettingsError(`--method: ${method}`);
  return predictOutcomes(control, method, createRegions(advertised, ports), Date.now());
}
