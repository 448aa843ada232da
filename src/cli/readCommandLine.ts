import { URL } from "node:url";
import type { Prediction } from "../stages/predict.js";
import { didYouMean, nearest } from "../util/nearest.js";
import { createRegions } from "../util/region.js";
import {
  flags,
  parseBinding,
  parseSettings,
  parseSwitch,
  readObject,
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
import {
  allFlags,
  commandNamed,
  commands,
  defaultTimeout,
  ownFlags,
  shells,
  type Command,
} from "./commands.js";
import { durationOf } from "./durationFlag.js";
import type { Parsed } from "./parse.js";

/** What a command line asks for. */
export type Invocation =
  | ({ readonly kind: "serve" } & Serve)
  | { readonly kind: "health"; readonly urls: readonly string[] }
  | { readonly kind: "running" }
  | { readonly kind: "wait"; readonly urls: readonly string[]; readonly timeoutMs: number }
  | { readonly kind: "explain"; readonly prediction: Prediction }
  | { readonly kind: "print"; readonly text: string; readonly hint?: string };

/** How to start, and how to report that it is done. */
export interface Serve {
  readonly settings: Settings;
  readonly readyFile?: string;
  /** The path of the module with the handlers. */
  readonly handlers?: string;
  /** Whether stdout gets one line of JSON. */
  readonly json: boolean;
  /** What is odd about the environment, one line each. */
  readonly warnings: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the arguments (without the program's name) and the environment. A flag wins over its
 * variable; an empty variable counts as unset. Throws {@link SettingsError}.
 */
export async function readCommandLine(
  args: readonly string[],
  environment: Environment,
): Promise<Invocation> {
  const parsed = args.length === 0 ? nothing : await parse(args);
  const [word, operand, surplus] = parsed.words;
  const command = commandNamed(word);
  if (valueOf(parsed, "help") === "true") return { kind: "print", text: await helpText(command) };
  if (valueOf(parsed, "version") === "true") return { kind: "print", text: version };
  if (word !== undefined && command === undefined) throw unknownCommand(word);
  if (surplus !== undefined) throw unexpected(surplus);
  refuseFlagsOfOthers(parsed, command);
  if (operand !== undefined && command?.operand === undefined) throw unexpected(operand, command);
  if (valueOf(parsed, "running") === "true") return checkRunning(parsed);
  return invocationOf(command, operand, parsed, settingsIn(parsed, environment), environment);
}

async function invocationOf(
  command: Command | undefined,
  operand: string | undefined,
  parsed: Parsed,
  texts: RawSettings,
  environment: Environment,
): Promise<Invocation> {
  switch (command?.name) {
    case undefined:
    case "serve":
      return {
        kind: "serve",
        settings: parseSettings(texts),
        ...(texts["ready-file"] === "" ? {} : { readyFile: texts["ready-file"] }),
        ...(texts.handlers === "" ? {} : { handlers: texts.handlers }),
        json: parseSwitch("json", texts.json),
        warnings: unknownVariables(environment),
      };
    case "health":
      return { kind: "health", urls: urlsOf(operand, texts) };
    case "wait": {
      const timeoutMs = durationOf("timeout", valueOf(parsed, "timeout") ?? defaultTimeout);
      return { kind: "wait", urls: urlsOf(operand, texts), timeoutMs };
    }
    case "explain": {
      const prediction = await predict(operand, valueOf(parsed, "method"), parseSettings(texts));
      return { kind: "explain", prediction };
    }
    case "schema":
      return { kind: "print", text: await schemaText() };
    case "token": {
      const { apiSecret } = parseSettings(texts);
      const { createToken } = await import("./token.js");
      return { kind: "print", ...createToken(parsed, apiSecret, Date.now()) };
    }
    case "completion":
      return { kind: "print", text: await completionText(operand) };
  }
}

/**
 * Where the mock that was started with these arguments and this environment listens; `undefined` if
 * they are those of another command. Throws {@link SettingsError}.
 */
export async function readBinding(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Binding | undefined> {
  const parsed = await parse(args);
  const [word = "serve", ...others] = parsed.words;
  if (word !== "serve" || others.length > 0) return undefined;
  return parseBinding(settingsIn(parsed, environment));
}

const nothing: Parsed = { words: [], texts: new Map() };

async function parse(args: readonly string[]): Promise<Parsed> {
  const { parseArguments } = await import("./parse.js");
  return parseArguments(args, allFlags);
}

function valueOf({ texts }: Parsed, flag: string): string | undefined {
  return texts.get(flag)?.[0];
}

async function helpText(command: Command | undefined): Promise<string> {
  const { help } = await import("./help.js");
  return help(command);
}

async function schemaText(): Promise<string> {
  const { controlSchemaText } = await import("../control/schema.js");
  return controlSchemaText().trimEnd();
}

async function completionText(name: string | undefined): Promise<string> {
  const shell = shells.find((known) => known === name);
  const expected = `expected ${shells.slice(0, -1).join(", ")} or ${shells.at(-1)!}`;
  if (shell === undefined) {
    const given = name === undefined ? "" : ` ${JSON.stringify(name)}`;
    throw new SettingsError(`completion${given}: ${expected}`);
  }
  const { completionFor } = await import("./completion.js");
  return completionFor(shell);
}

function settingsIn({ texts }: Parsed, environment: Environment): RawSettings {
  return readRawSettings([fromFlags(texts), fromEnvironment(environment)]);
}

function fromFlags(given: Parsed["texts"]): SettingsSource {
  const texts = flags.map(({ name }) => [name, given.get(name)?.[0]] as const);
  return Object.fromEntries(texts.filter(([, text]) => text !== undefined));
}

function fromEnvironment(environment: Environment): SettingsSource {
  const texts = flags.map(({ name, variable }) => [name, environment[variable] ?? ""] as const);
  return Object.fromEntries(texts.filter(([, text]) => text !== ""));
}

function refuseFlagsOfOthers({ texts }: Parsed, command: Command | undefined): void {
  const wrong = ownFlags.find((flag) => texts.has(flag.name) && flag.command !== command?.name);
  if (wrong === undefined) return;
  const { name, command: owner } = wrong;
  throw new SettingsError(`flag --${name} is for the command ${owner}; see ${owner} --help`);
}

/** The environment is that of the container, which the mock's own flags may override. */
function checkRunning({ words, texts }: Parsed): Invocation {
  const [, operand] = words;
  if (operand !== undefined) {
    const problem = `health --running takes no URL: ${JSON.stringify(operand)}`;
    throw new SettingsError(`${problem}; see health --help`);
  }
  const other = [...texts.keys()].find((name) => name !== "running");
  if (other === undefined) return { kind: "running" };
  throw new SettingsError(`flag --${other} is not for health --running; see health --help`);
}

function unknownCommand(word: string): SettingsError {
  const quoted = JSON.stringify(word);
  if (/^[\d,]+$/.test(word)) {
    return new SettingsError(`unexpected argument ${quoted}${didYouMean(`--ports ${word}`)}`);
  }
  const names = commands.map(({ name }) => name);
  const isFlag = allFlags.some(({ name }) => name === word);
  const near = isFlag ? `--${word}` : nearest(word, names);
  const hint = near === undefined ? "; see --help" : didYouMean(near);
  const known = `the commands are ${names.join(", ")}`;
  return new SettingsError(`unknown command ${quoted}; ${known}${hint}`);
}

/** An argument too many. A command that takes none has flags. */
function unexpected(word: string, command?: Command): SettingsError {
  const hint = command === undefined ? "" : `${command.name} takes flags only; `;
  const help = command === undefined ? "--help" : `${command.name} --help`;
  return new SettingsError(`unexpected argument ${JSON.stringify(word)}; ${hint}see ${help}`);
}

function urlsOf(operand: string | undefined, texts: RawSettings): string[] {
  return operand === undefined ? urlsAt(parseBinding(texts)) : [checkedUrl(operand)];
}

function checkedUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  const full = `http://${/^\d+$/.test(text) ? `127.0.0.1:${text}` : text}`;
  const isHost = !text.includes("://") && URL.canParse(full);
  const hint = isHost ? `did you mean ${full}?` : "expected a URL such as http://127.0.0.1:9999";
  throw new SettingsError(`url ${JSON.stringify(text)}: ${hint}`);
}

const example = `explain '{"failRegions":[0]}'`;

async function predict(
  text: string | undefined,
  name: string | undefined,
  { ports, advertised }: Settings,
): Promise<Prediction> {
  if (text === undefined) {
    throw new SettingsError(`explain: expected a JSON object, such as in ${example}`);
  }
  const control = readObject("explain", text);
  const { predictOutcomes, loadMethod } = await import("../stages/predict.js");
  const method = name === undefined ? undefined : await loadMethod(name);
  if (typeof method === "string") throw new SettingsError(`--method: ${method}`);
  return predictOutcomes(control, method, createRegions(advertised, ports), Date.now());
}
